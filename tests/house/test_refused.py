"""What is refused has written nothing: every form × everybody × whatever can be wrong with it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from app import goals
from app.circle import live
from app.foundation import ids
from app.foundation.database import Database
from app.foundation.errors import NotFound
from app.sharing import pages as sharing_pages
from app.sign_in import Attempts, Passwords
from tests.circle import crowd
from tests.house.test_edge import contents
from tests.house.test_who_may import (
    EVERYWHERE,
    PARTS,
    PLAIN,
    TABLE,
    House,
    Undone,
    cells,
    furnish,
    outcome,
)
from tests.world import Template, World

FORMS = [row for row in TABLE if row.startswith("POST ")]
REFUSED = {"in", "prove", "second"}
CLOSELY = ("Anna", "Gry", "Karen", "Mette, one factor")
"""For whom every form is tried once with each thing wrong in turn; otherwise as it is."""
ALSO = ("visitor", "Anna, later", "Ida", "Mette")
NOTHING_KNOWN = PLAIN | {
    "kind": "findes-ikke",
    "what": "findes-ikke",
    "place": "99",
    "day": "2999-01-01",
    "year": "9999",
}
WRONG: Mapping[str, Mapping[str, str]] = {
    "as it is": {},
    "another's mark": {"konto": "another"},
    "no mark": {"konto": ""},
    "nothing typed": dict.fromkeys(EVERYWHERE, ""),
    "too much typed": dict.fromkeys(EVERYWHERE, "x" * 6_000),
    "marks of nothing": {
        "id": "ikke-et-id",
        "hvem": "x",
        "hvad": "findes-ikke",
        "laenge": "x",
        "dato": "x",
        "del": "99",
    },
}


def changes(db: Connection) -> int:
    """How many rows this connection has written, changed or erased."""
    total: int = db.connection.driver_connection.total_changes  # type: ignore[union-attr]
    return total


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a request would have kept. It is taken back, so that each one finds the same house."""
    found: list[str] = []

    def undoing(really: Any) -> Any:
        async def write(self: Database, fn: Any, *args: Any, **kwargs: Any) -> Any:
            def run(db: Connection) -> None:
                before = changes(db)
                result = fn(db, *args, **kwargs)
                if changes(db) != before:
                    found.append(getattr(fn, "__qualname__", repr(fn)))
                raise Undone(result)

            try:
                await really(self, run)
            except Undone as undone:
                return undone.result

        return write

    async def gone(*_: object) -> tuple[str, ...]:
        return ()

    async def not_right(*_: object, **__: object) -> bool:
        return False

    async def hashed(*_: object, **__: object) -> str:
        return "hashed"

    for name in ("write", "write_long"):
        monkeypatch.setattr(Database, name, undoing(getattr(Database, name)))
    for look in ("again", "now"):
        monkeypatch.setattr(live.Look, look, gone)
    monkeypatch.setattr(Passwords, "right", not_right)  # the slow hash is tried elsewhere
    monkeypatch.setattr(Passwords, "hash", hashed)
    return found


@pytest.fixture
def house(sqlite_template: Template, tmp_path: Path) -> Iterator[House]:
    """What handlers write, and in which order, is the same on both databases; here it is counted by
    the connection itself."""
    world = World(sqlite_template.copied(tmp_path / "data", "refused"), sqlite_template.cast)
    yield furnish(world)
    world.close()


def tries(house: House, row: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Who, what is wrong, where it is sent and what: each form as it is for everybody, and closely
    for some."""
    others = {"konto": house.marks["Sam"]}
    closely = set(CLOSELY)
    for actor, sort, _, path, fields in cells(house, row):
        if actor not in (*CLOSELY, *ALSO):
            continue
        for name, wrong in list(WRONG.items())[: None if actor in closely else 1]:
            yield (
                f"{actor}, {sort}, {name}",
                house.sessions[actor],
                path,
                fields | dict(wrong) | (others if wrong.get("konto") else {}),
            )
        closely.discard(actor)
    rest = row.partition(" ")[2]
    if set(PARTS.findall(rest)) & set(NOTHING_KNOWN) and set(PARTS.findall(rest)):
        for actor in ("Anna", "Gry"):
            first = {part: next(iter(sorts.values())) for part, sorts in house.ids[actor].items()}
            path, _, query = rest.format_map(
                NOTHING_KNOWN | {"mine": house.mine[actor]} | first
            ).partition("?")
            more = dict(pair.split("=") for pair in query.split("&") if pair)
            yield (
                f"{actor}, nothing known",
                house.sessions[actor],
                path,
                EVERYWHERE | more | {"konto": house.marks[actor]},
            )


def wrote_all_the_same(house: House, kept: list[str], rows: list[str]) -> tuple[list[str], int]:
    """Refusals that had written, and how many tries were refused."""
    found, refused = [], 0
    for row in rows:
        for told, session, path, fields in tries(house, row):
            house.world.state["door"].attempts = Attempts()
            kept.clear()
            answer = crowd.post(house.world, session, path, fields)
            if answer.status >= 400 or outcome(answer) in REFUSED:
                refused += 1
                if kept:
                    found.append(
                        f"{row}: {told}: {answer.status} {answer.get('location')}, and yet "
                        f"{', '.join(kept)} has written"
                    )
    return found, refused


def test_what_is_refused_has_written_nothing(house: House, kept: list[str]) -> None:
    """Another's mark, none, a visitor, another's id, an unknown kind, a form that will not do, the
    second factor missing."""
    found, refused = wrote_all_the_same(house, kept, FORMS)
    print(f"{len(FORMS)} forms, {refused} refusals")
    assert not found, "\n".join(found)
    assert refused > 3_000


def test_every_form_with_a_mark_compares_it(house: House, kept: list[str]) -> None:
    """Whichever door: with another's mark, or none, nothing at all is written, whatever the answer
    is. Only going is whoever sits there's, from a page that knows nobody too."""
    found = []
    for row in FORMS:
        leaves = row.removeprefix("POST ") in LEAVES
        for told, session, path, fields in tries(house, row):
            if not session or not told.endswith(("another's mark", "no mark")):
                continue
            house.world.state["door"].attempts = Attempts()
            kept.clear()
            crowd.post(house.world, session, path, fields)
            if leaves and told.endswith("no mark"):
                assert kept == ["end"], f"{row}: {told}"
            elif kept and row.partition("?")[0] not in NOBODYS:
                found.append(f"{row}: {told}: {', '.join(kept)}")
    assert not found, "\n".join(found)


NOBODYS = {
    "POST /log-ind/noegle/spoerg": "a question to whoever comes; nobody has said who they are",
    "POST /konto/ny": "makes an account of its own, for whoever sends it",
}
"""Forms that carry no mark, since they are nobody's."""

LEAVES = ("/skjul", "/log-ud")


def test_a_form_that_writes_first_is_noticed(
    house: House, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded: it finds out that there is no such thing only after the write."""

    def late(*_: object) -> None:
        raise NotFound

    monkeypatch.setattr(sharing_pages, "onwards", late)
    found, _ = wrote_all_the_same(house, kept, ["POST /deling/ting/{kind}/{item_id}"])
    assert any("Anna, own, as it is: 404" in each for each in found)


def test_a_step_of_a_goal_that_was_put_away_is_not_turned(world: World) -> None:
    """The step is there and its goal is not: the page has nothing to show, so nothing happens."""
    me = world.person()
    goal = world.write(goals.kept.keep, me, ids.new(), goals.kept.Words("Et mål"))
    step = world.write(
        goals.small_steps.keep, me, goal, ids.new(), goals.small_steps.Words("Et skridt")
    )
    world.write(goals.kept.remove, me, goal)
    anna = world.signed_in()
    before = world.read(contents)
    assert anna.send(f"/skridt/{step}/gjorde", {"konto": me.mark}).status_code == 404
    assert world.read(contents) == before
