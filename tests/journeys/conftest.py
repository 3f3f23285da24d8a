"""The browser's fixtures for the journeys."""

from tests.browser import chromium, opens, playwright, site

__all__ = ["chromium", "opens", "playwright", "site"]
