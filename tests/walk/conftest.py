"""The browser's fixtures, and the household the walk visits."""

from pathlib import Path

import pytest

from app.foundation import clock
from tests.browser import Site, chromium, opens, playwright, site
from tests.conftest import NOON
from tests.walk.household import Household, settle

__all__ = ["chromium", "opens", "playwright", "site"]

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def household(site: Site) -> Household:
    with clock.held(NOON):
        return settle(site)


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source; it is injected into each page and never served."""
    assert AXE.exists(), "axe-core is not there: run `npm ci` in tests/walk"
    return AXE.read_text(encoding="utf-8")
