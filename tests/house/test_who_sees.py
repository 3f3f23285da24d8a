"""A form says who sees the kind of thing that it makes, before anything is typed into it.

Which form keeps what is found by sending it and listening to what is sealed; so no form has to be
listed.
"""

from collections.abc import Callable, Iterator
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import Connection

from app import days, goals
from app.days import Mark
from app.foundation.sealing import Box
from app.hard_days import low_energy
from app.intake import acts
from app.people import Person, people
from app.sharing import KINDS
from app.sharing.kinds import ITEM
from tests import shapes
from tests.circle import crowd
from tests.examined import Form
from tests.examined import _form as form_of
from tests.house.test_who_may import EVERYWHERE, TABLE, House, cells, furnish
from tests.house.test_who_may import traceless as traceless
from tests.world import World

FOR_EVER = 2**31 - 1
BY_NAME = {name for kind in KINDS.values() if kind.scopes == (ITEM,) for name in kind.tables} - {
    name for kind in KINDS.values() if kind.scopes != (ITEM,) for name in kind.tables
}
"""What is shown to one person in the very tap that makes it: those pages name who it is."""
MOODS: dict[str, Callable[[Connection, Person], object]] = {
    "no mark": lambda db, me: None,
    "a good day": lambda db, me: days.marks.put(db, me, me.today, Mark("good")),
    "low energy": lambda db, me: low_energy.begin(db, me),
    "a hard day": lambda db, me: acts.mark_day(db, me, me.today, Mark("hard")),
}
Keeping = tuple[str, str, frozenset[str]]
"""A page, where a form on it leads, and the tables into which it puts words."""


@pytest.fixture
def house(world: World, traceless: None) -> House:
    """Anna has done her step."""
    made = furnish(world)
    for name, row in made.ids["Anna"]["step_id"].items():
        if name == "own":
            world.write(goals.small_steps.turn, world.person(), UUID(row), "did")
    return made


def pages(house: House) -> list[str]:
    """Every page of Anna's, of her own things."""
    rows = (each for row in TABLE for each in cells(house, row))
    return ["/?kilde=svaer"] + [
        path
        for actor, sort, method, path, _ in rows
        if (actor, sort, method) == ("Anna", "own", "GET")
    ]


def just_signed_in(house: House) -> str:
    """Whoever goes is gone on PostgreSQL, whatever else is taken back."""
    return crowd.session_of(house.world, house.world.cast["Anna"].id)


def page(house: House, path: str) -> Element | None:
    answer = crowd.get(house.world, just_signed_in(house), path)
    html = answer.status == 200 and answer.get("content-type").startswith("text/html")
    return shapes.parsed(answer.body.decode())[0] if html else None


def keeping(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeping]:
    """Every form that puts words where others may see them."""
    listening = {name for kind in KINDS.values() for name in kind.tables} - BY_NAME
    for path in pages(house):
        found = page(house, path)
        for form in map(form_of, found.iter("form")) if found is not None else ():
            if form.method.lower() == "post" and (
                into := sealed_by(house, form, monkeypatch) & listening
            ):
                yield path, form.action, frozenset(into)


def sealed_by(house: House, form: Form, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The tables into which something is sealed when this form is sent. Nothing of it stays."""
    tables: set[str] = set()
    seal = Box.seal

    def noted(self: Box, table: str, row: object, value: object, column: str = "sealed") -> bytes:
        tables.add(table)
        return seal(self, table, row, value, column)

    with monkeypatch.context() as patch:
        patch.setattr(Box, "seal", noted)
        typed = (
            EVERYWHERE
            | dict(form.fields)
            | dict(form.buttons[:1])
            | dict.fromkeys(form.wordy, "Ord")
        )
        crowd.post(house.world, just_signed_in(house), form.action, typed)
    return tables


def told(page: Element, action: str) -> list[str]:
    """What each form that leads there says of who sees it: within it, or nearest after it, or
    before. A lock or an eye."""
    nodes = list(page.iter())
    lines = [at for at, node in enumerate(nodes) if node.tag == "p" and node.get("class") == "who"]
    found = []
    for at, node in enumerate(nodes):
        if node.tag == "form" and node.get("action") == action:
            within = [line for line in lines if at < line < at + len(list(node.iter()))]
            near = within or [line for line in lines if line > at][:1] or lines[-1:]
            found.append(_says(nodes[near[0]]) if near else "nothing")
    return found


def _says(line: Element) -> str:
    icons = [
        use.get("href", "").partition("#")[2] for use in line.iter() if str(use.tag).endswith("use")
    ]
    return icons[0] if icons else "nothing"


def untrue(house: House, forms: list[Keeping]) -> list[str]:
    """Forms that say «nobody else» of what others see as soon as it is kept, or the other way
    round, or nothing."""
    found = set()
    for kind in KINDS.values():
        for shared, should in (({kind.code}, "eye"), (set(KINDS) - {kind.code}, "lock")):
            share(house, shared)
            for path, action, into in forms:
                also = {other.code for other in KINDS.values() if into & set(other.tables)}
                if not into & set(kind.tables) or (should == "lock" and also & shared):
                    continue
                seen = page(house, path)
                assert seen is not None
                if set(told(seen, action)) != {should}:
                    found.add(
                        f"{path}: {action} keeps {sorted(into)}; when {sorted(shared)[:2]} is "
                        f"shared it says {told(seen, action)}"
                    )
    share(house, set())
    return sorted(found)


def share(house: House, kinds: set[str]) -> None:
    house.world.write(
        people.change, house.world.person(), shared_until=dict.fromkeys(kinds, FOR_EVER)
    )


@pytest.mark.parametrize("mood", MOODS)
def test_a_form_says_who_sees_what_it_makes(
    house: House, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    house.world.write(MOODS[mood], house.world.person())
    forms = list(keeping(house, monkeypatch))
    assert not untrue(house, forms), "put `who(me, (kind,))` of what the form makes within it"
    made = {name for _, _, into in forms for name in into}
    assert made >= {name for kind in KINDS.values() for name in kind.tables} - BY_NAME - {
        "days",
        "plan_sections",
    }
