"""The browser's fixtures, and the household the walk visits."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from app.foundation import clock
from tests.browser import Site, chromium, opens, playwright, site
from tests.conftest import NOON
from tests.walk.household import Household, settle

__all__ = ["chromium", "opens", "playwright", "site"]

PACKAGE = find_spec("axe_playwright_python")
"""A wheel that carries axe-core, so that no Node is needed; only its script is used."""


@pytest.fixture(scope="module")
def household(site: Site) -> Household:
    with clock.held(NOON):
        return settle(site)


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source; it is injected into each page and never served."""
    assert PACKAGE is not None and PACKAGE.origin is not None, (
        "axe-core is not there: run make setup-dev"
    )
    return (Path(PACKAGE.origin).parent / "axe.min.js").read_text(encoding="utf-8")
