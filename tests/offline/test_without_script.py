"""What the page about the phone says without JavaScript, as it looks on a phone."""

from tests.browser import Open, Site, chromium, opens, playwright, site

__all__ = ["chromium", "opens", "playwright", "site"]


def test_what_does_not_work_has_room_around_it(opens: Open, site: Site) -> None:
    """The notice stands as far from the line above as one paragraph from another."""
    window = opens(scripted=False)
    window.come_in(site.world.cast["Anna"])
    page = window.goto("/telefon")
    notice = page.locator(".notice").bounding_box()
    above = page.locator("[data-install] p").last.bounding_box()
    assert notice is not None and above is not None
    assert notice["y"] - above["y"] - above["height"] >= 16
