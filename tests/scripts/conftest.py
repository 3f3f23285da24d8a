"""The browser's fixtures, and one page that knows nobody, for all that is tried of the scripts by
themselves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.foundation import clock
from tests.browser import Site, chromium, playwright, site, windows
from tests.conftest import NOON

__all__ = ["chromium", "playwright", "site"]

NAMES_NOBODY = "/hjaelp-nu"
CLEARED = """async () => {
    for (const { name } of await indexedDB.databases())
        await new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));
    Outbox.held.clear();
}"""


@pytest.fixture(scope="module")
def lasting(chromium: Browser, site: Site) -> Iterator[Page]:
    with clock.held(NOON), windows(chromium, site) as opening:
        window = opening(service_workers="block")
        window.allow("Service Worker registration blocked|TrustedHTML")
        yield window.goto(NAMES_NOBODY)


@pytest.fixture
def page(lasting: Page) -> Page:
    """Its phone has nothing on it, and the net is what the trial says."""
    lasting.evaluate(CLEARED)
    return lasting
