"""Two rules for all rooms: an undo leads only to the thing itself, and the sprite holds what pages
use, no more and no less."""

import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app import goals
from app.appointments.models import appointments, contacts, joint_lines
from app.companions.models import goings
from app.flower.models import flowers
from app.foundation import clock, ids
from app.goals.models import goals as goals_
from app.goals.models import steps
from app.good_things.models import good_things
from app.hard_days.models import askings
from app.hopes.models import hopes
from app.initiatives.models import initiatives
from app.journal.models import entries
from app.network.models import network_items
from app.plan.models import plan_lines
from app.reminders.models import reminders
from app.saved_places.models import saved_places
from tests.conftest import NOON
from tests.examined import Page
from tests.house.lived import Lived
from tests.world import World

ROOT = Path(__file__).parents[2]
PAGES = {
    "/bedt": "/bedt", "/foelges": "/foelges", "/blomst": "/blomst", "/dagbog": "/dagbog",
    "/gode-ting": "/gode-ting",
    "/haab": "/haab", "/maal": "/maal", "/netvaerk": "/netvaerk",
    "/paamindelser": "/paamindelser", "/plan/linje": "/plan/2", "/skridt": "/maal/{goal}",
    "/steder/gemte": "/steder/gemte", "/steder/forslag": "/steder/forslag",
    "/det-sker": "/det-sker", "/det-sker/hvem": "/det-sker/hvem",
    "/faelles-plan": "/faelles-plan",
}  # fmt: skip
"""Where one lands after putting something away: what is undone, and the page on which that is
offered."""
MADE_UP = "11111111-2222-4333-8444-555555555555"
CRAFTED = ("../log-ud%3F", "..%2Fmine-ting%2Fslet%3F", "x", "%22%3E")


def undone(world: World) -> set[str]:
    """What can be undone, from the routes themselves. A day's mark is undone by its date, and said
    by its own page."""
    paths = {route.path_format for route in world.app._app.routes}  # type: ignore[attr-defined]
    return {path.partition("/{")[0] for path in paths if path.endswith("/fortryd")} - {"/dag"}


def offered(page: Page) -> list[str]:
    return [form.action for form in page.forms if "fortryd" in form.action or ".." in form.action]


def test_a_crafted_undo_is_no_undo(world: World) -> None:
    """Nothing but the id of a thing of one's own that is put away gets a form, on no page that
    offers one."""
    anna, me = world.signed_in(), world.person()
    goal = world.write(goals.kept.keep, me, ids.new(), goals.kept.Words("Spise ude"))
    assert undone(world) == set(PAGES), "say in PAGES where it is offered"
    for where in PAGES.values():
        page = where.format(goal=goal)
        for crafted in (MADE_UP, *CRAFTED):
            for code in ("slettet", "skridt-slettet", "tilbage"):
                found = anna.get(f"{page}?besked={code}&fortryd={crafted}")
                assert not offered(found) and not found.said, (page, code, crafted)


def test_an_undo_sent_twice_says_the_same_twice(world: World) -> None:
    """A slow net sends a form again: what is here already is here, and no page says that it is
    missing."""
    anna, me = world.signed_in(), world.person()
    row = ids.new()
    world.write(goals.kept.keep, me, row, goals.kept.Words("Spise ude"))
    page = anna.fill(f"/maal/{row}", f"/maal/{row}/slet")
    for _ in range(2):
        assert (
            "Det er her igen."
            in anna.post(f"/maal/{row}/fortryd", page.form(f"/maal/{row}/fortryd").fields).said
        )


KEPT = {
    "/bedt": askings, "/blomst": flowers, "/dagbog": entries, "/gode-ting": good_things,
    "/foelges": goings, "/haab": hopes, "/maal": goals_, "/netvaerk": network_items,
    "/paamindelser": reminders,
    "/plan/linje": plan_lines, "/skridt": steps, "/steder/gemte": saved_places,
    "/steder/forslag": initiatives, "/det-sker": appointments, "/det-sker/hvem": contacts,
    "/faelles-plan": joint_lines,
}  # fmt: skip


def test_put_away_twice_is_put_away_once(lived_once: Lived, tmp_path: Path) -> None:
    """Two taps on a slow net: the second says what the first said, and the day in which it can be
    brought back begins once."""
    world = lived_once.copied(tmp_path / "data")
    anna, owner = world.signed_in(), world.cast["Anna"].id
    konto = {"konto": world.person().mark}
    assert undone(world) == set(KEPT), "say in KEPT where it lies"
    for thing, table in KEPT.items():
        here = table.c.owner == owner, table.c.gone_minute.is_(None)
        row = world.read(
            lambda db, table=table, here=here: (
                db.execute(select(table.c.id).where(*here)).scalars().first()
            )
        )
        assert row is not None, f"nothing lives under {thing}"
        path = f"{thing}/{row}/slet"
        first = anna.send(path, konto)
        assert first.status_code == 303, thing
        with clock.held(NOON + timedelta(minutes=5)):
            again = anna.send(path, konto)
        assert (again.status_code, again.headers["location"]) == (303, first.headers["location"]), (
            thing
        )
        gone = select(table.c.gone_minute).where(table.c.id == row)
        minute = world.read(lambda db, gone=gone: db.execute(gone).scalar_one())
        assert minute == clock.minute(NOON), thing
    world.close()


def test_what_is_said_of_a_thing_put_away_is_said_while_it_is_so(
    lived_once: Lived, tmp_path: Path
) -> None:
    """The address it stands under is opened again long after, by a step back or a tab that is
    restored."""
    world = lived_once.copied(tmp_path / "data")
    anna, owner, konto = world.signed_in(), world.cast["Anna"].id, {"konto": world.person().mark}
    assert undone(world) == set(KEPT), "say in KEPT where it lies"
    for thing, table in KEPT.items():
        here = table.c.owner == owner, table.c.gone_minute.is_(None)
        row = world.read(
            lambda db, table=table, here=here: (
                db.execute(select(table.c.id).where(*here)).scalars().first()
            )
        )
        undo = f"{thing}/{row}/fortryd"
        away = anna.send(f"{thing}/{row}/slet", konto).headers["location"]
        page = anna.get(away)
        assert "tilbage i et døgn" in page.said and offered(page) == [undo], thing
        back = anna.send(undo, konto).headers["location"]
        page = anna.get(back)
        assert "her igen" in page.said and not offered(page), thing
        page = anna.get(away)
        assert not page.said and not offered(page), f"{thing} is here"
        anna.send(f"{thing}/{row}/slet", konto)
        assert "her igen" not in anna.get(back).said, thing
        with clock.held(NOON + timedelta(days=1)):
            later = world.signed_in()
            for address in (away, back):
                page = later.get(address)
                assert not page.said and not offered(page), f"{thing} is gone for good"
        anna.send(undo, konto)
    world.close()


def test_the_sprite_holds_every_icon_that_is_used_and_no_other() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html"))
    sources += "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("app/**/*.py"))
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))
    called = set(re.findall(r'icon\("([a-z0-9-]+)"', sources))
    assert called <= drawn, f"not in the sprite: {called - drawn}: add it to .ci/sprite.py"
    unused = {name for name in drawn if f'"{name}"' not in sources}
    assert not unused, f"nobody uses {unused}: take it out of .ci/sprite.py"
