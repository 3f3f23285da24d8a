"""The browser's fixtures."""

from tests.browser import chromium, opens, playwright, site

__all__ = ["chromium", "opens", "playwright", "site"]
