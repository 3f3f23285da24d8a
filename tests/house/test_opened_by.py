"""What opens something to somebody is done by a login that lives: looked at inside the write, and
derived from the routes."""

import inspect
from typing import Any

import pytest

from app.foundation.database import Database
from app.sign_in import logins
from tests.circle import crowd
from tests.house.test_edge import contents
from tests.house.test_who_may import EVERYWHERE, PLAIN, furnish, inventory
from tests.world import World

ROOMS = ("circle", "sharing", "hard_days", "plan", "my_data")
"""Those whose forms can change who sees what."""
OPENS = {
    "circle.give": "a kind or a thing",
    "circle.make_ready": "the parts that one tap opens later",
    "circle.share_ready": "parts of the plan",
    "sharing.invite": "a place for somebody to be shared with",
    "sharing.resume": "all that was granted before the pause",
    "sharing.keep_apart": "a thing, when it is let in again",
    "hard_days.tell": "a word, to those who were chosen",
    "hard_days.choose": "the words to come, to whoever is chosen",
    "hard_days.send": "an asking",
    "my_data.keep_all": (
        "all that was granted, which nobody sees while its owner waits to be erased"
    ),
}
OTHERWISE = {
    "circle.answer": "opens another's things, by that other's own code",
    "circle.leave": "ends",
    "sharing.stop": "ends",
    "sharing.stop_kind": "ends",
    "sharing.stop_all": "ends",
    "sharing.pause": "ends",
    "sharing.end": "ends",
    "sharing.have_read": "says only what was read",
    "hard_days.show_less": "is about the own page",
    "hard_days.show_more": "is about the own page",
    "hard_days.take_word_back": "ends",
    "hard_days.cannot": "says no",
    "hard_days.take_asking_back": "ends",
    "hard_days.bring_back": "comes back without being asked again",
    "hard_days.give_answer": (
        "keeps what somebody wrote to one who asked; nothing of whoever writes opens"
    ),
    "plan.keep": "keeps words",
    "plan.change": "keeps words",
    "plan.remove": "ends",
    "plan.bring_back": "keeps words",
    "plan.up": "is about the order",
    "plan.part_up": "is about the order",
    "plan.examples": "is about the own page",
    "plan.keep_ready": "chooses parts that nobody sees until they are looked at",
    "plan.not_ready": "ends",
    "my_data.erase": "ends",
}
FORMS = {
    "circle.give": "/deling/ny?hvem={mine}&hvad=haab&laenge=1&ting={hope_id}",
    "circle.make_ready": "/deling/klar/{ready_id}",
    "circle.share_ready": "/deling/klar/{ready_id}/del",
    "sharing.invite": "/deling/inviter",
    "sharing.resume": "/deling/pause/slut",
    "sharing.keep_apart": "/deling/ting/haab/{hope_id}?slut=1",
    "hard_days.tell": "/ord?ord=call",
    "hard_days.choose": "/ord/hvem?hvem={mine}",
    "hard_days.send": "/bedt/ny/haab?hvem={mine}&ja=1",
}
"""One of each that reaches its write; `keep_all` stands behind a door of its own."""


def forms(world: World) -> dict[str, str]:
    """The source of each form's handler in these rooms, by room and name."""
    app: Any = world.app._app
    found = [
        handler
        for route in app.routes
        for handler in route.route_handlers
        if "POST" in handler.http_methods
    ]
    rooms = {handler: handler.fn.__module__.split(".")[1] for handler in found}
    return {
        f"{room}.{each.fn.__name__}": inspect.getsource(each.fn)
        for each, room in rooms.items()
        if room in ROOMS
    }


def test_every_form_says_whether_it_opens_something(world: World) -> None:
    assert inventory(world)
    assert sorted(forms(world)) == sorted(OPENS | OTHERWISE), (
        "say of a new form whether it opens anything to anybody, and why not"
    )


def test_what_opens_something_asks_for_the_login_inside_the_write(world: World) -> None:
    for name, source in forms(world).items():
        if name in OPENS:
            assert "door.change(" in source and "db.write(" not in source, (
                f"{name} opens {OPENS[name]}: use door.change"
            )


def test_a_login_that_ends_meanwhile_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out on another phone between the tap and the write: what the thief had begun is not
    done."""
    house, really, wrote = furnish(world), Database.write, []
    parts = {name: sorts.get("own", "") for name, sorts in house.ids["Anna"].items()} | {
        "mine": house.mine["Anna"]
    }

    async def write(self: Database, fn: Any, *args: Any, **kwargs: Any) -> Any:
        await really(self, logins.end_all, world.cast["Anna"].id)
        wrote.append(before := world.read(contents))
        try:
            return await really(self, fn, *args, **kwargs)
        finally:
            assert world.read(contents) == before

    assert set(FORMS) | {"my_data.keep_all"} == set(OPENS)
    for name, form in FORMS.items():
        path, _, query = form.format_map(PLAIN | parts).partition("?")
        fields = (
            EVERYWHERE
            | {"konto": house.marks["Anna"]}
            | dict(pair.split("=") for pair in query.split("&") if pair)
        )
        session = crowd.session_of(world, world.cast["Anna"].id)
        with monkeypatch.context() as patched:
            patched.setattr(Database, "write", write)
            answer = crowd.post(world, session, path, fields)
        assert (answer.status, len(wrote)) == (401, 1), name
        wrote.clear()
