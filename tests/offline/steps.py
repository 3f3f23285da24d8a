"""What the tests of the app without net do again and again."""

from collections.abc import Callable

from playwright.sync_api import Error, Page

from app.journal import entries
from tests.browser import Window, has_its_worker
from tests.sharing.bonded import person

MARK = "document.querySelector('meta[name=account]').content"
LINE = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (401|503|409)"


def ready(window: Window, name: str = "Anna") -> Window:
    """Signed in on one's own phone, and the worker has taken its place."""
    window.allow(LINE)
    window.come_in(window.site.world.cast[name])
    has_its_worker(window.goto("/dagbog"))
    return window


def write(page: Page, text: str) -> None:
    page.fill("#tekst", text)
    page.click("form[action='/dagbog'] button.primary")


def rests(page: Page) -> None:
    """Pauses long enough that what was typed is kept as a draft, by the page's own clock: a machine
    that is busy takes longer."""
    page.evaluate(
        "new Promise(done => setTimeout(done, 900)).then(() => window.saving).catch(() => {})"
    )


def texts(window: Window, name: str = "Anna") -> list[str]:
    world = window.site.world
    return [
        each.text
        for each in world.read(lambda db: list(entries.everything(db, person(world, name))))
    ]


def sent(window: Window, *wanted: str, name: str = "Anna") -> None:
    """All of it there, each once."""
    window.page.wait_for_timeout(100)
    poll(window.page, lambda: all(texts(window, name).count(each) == 1 for each in wanted))


BETWEEN_PAGES = ("context was destroyed", "is not defined", "properties of null")


def poll(page: Page, right: Callable[[], bool], seconds: float = 15) -> None:
    """Until it is right. Who asks a page that is just being left, or one whose scripts are not all
    there, asks again."""
    for _ in range(int(seconds * 10)):
        try:
            if right():
                return
        except Error as left:
            if not any(each in str(left) for each in BETWEEN_PAGES):
                raise
        page.wait_for_timeout(100)
    assert right()
