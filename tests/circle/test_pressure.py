"""Bad input and pressure: whoever pushes gets nothing, and nothing of what is shared changes by
it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError

from app.circle import live
from app.foundation import actor, clock, ids
from app.foundation.errors import Closed
from app.foundation.web import limits
from app.hopes import kept as hopes
from app.municipality.models import staff
from app.people import Person, people
from app.personnel import closing
from app.sharing import active_grants, apart, bonds, grants, log, promised, stopping, view
from app.sharing.grants import Wish
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants as grant_rows
from app.sharing.models import held_apart, log_heads, pauses, readings
from tests.circle import crowd
from tests.conftest import NOON
from tests.examined import Page
from tests.house.test_edge import HOST, OURS, Answer, knock
from tests.sharing.bonded import bond, person
from tests.world import World

pytestmark = pytest.mark.both

CANARY = "kanarie håb"


class Pressed:
    """Anna shares her hopes with Mette and one of them with Gry; another she holds apart. An
    invitation is open."""

    def __init__(self, world: World) -> None:
        self.world = world
        anna = person(world, "Anna")
        self.hope, self.apart = (
            world.write(hopes.keep, anna, ids.new(), hopes.Words(f"{CANARY} {n}")) for n in "ab"
        )
        self.foreign = world.write(hopes.keep, person(world, "Sam"), ids.new(), hopes.Words("Sams"))
        world.write(apart.withhold, world.keys, anna, self.apart)
        self.on = {name: bond(world, "Anna", name) for name in ("Mette", "Gry")}
        self.sams = bond(world, "Sam", "Vera")
        self.code = world.write(bonds.invite, world.keys, anna, ids.new(), "relative", "Per")
        asked = select(bond_rows.c.id).where(bond_rows.c.other.is_(None))
        self.open = world.read(lambda db: db.execute(asked).scalar_one())
        self.given = world.write(
            grants.give, world.keys, anna, ids.new(), Wish(self.on["Mette"], "hopes", "coming", "1")
        ).id
        one = Wish(self.on["Gry"], "hopes", "item", "1", self.hope)
        self.hers = world.write(grants.give, world.keys, anna, ids.new(), one).id
        self.sessions: dict[str, str] = {}

    def session(self, name: str) -> str:
        if name not in self.sessions:
            self.sessions[name] = crowd.session_of(self.world, self.world.cast[name].id)
        return self.sessions[name]

    def get(self, name: str, path: str) -> Answer:
        return crowd.get(self.world, self.session(name), path)

    def post(self, name: str, path: str, **fields: str) -> Answer:
        mark = people.mark(self.world.keys, self.world.cast[name].id)
        return crowd.post(self.world, self.session(name), path, fields | {"konto": mark})

    def rows(self) -> list[Any]:
        """Everything that says who may see what of Anna's, whole."""
        anna = self.world.cast["Anna"].id
        found = []
        for table in (bond_rows, grant_rows, pauses, held_apart):
            mine = select(table).where(table.c.owner == anna).order_by(*table.primary_key.columns)
            found += [
                tuple(row) for row in self.world.read(lambda db, mine=mine: db.execute(mine).all())
            ]
        return found

    def log(self) -> list[str]:
        return [
            line.event.what
            for line in reversed(self.world.read(log.lines, person(self.world, "Anna").box))
        ]


@pytest.fixture
def pressed(world: World) -> Pressed:
    return Pressed(world)


# --- Forms that no page made ----------------------------------------------------------------------


def crafted(pressed: Pressed) -> Iterator[dict[str, str]]:
    """Wishes that Anna cannot have, each but one field as it should be."""
    fine = {"hvem": str(pressed.on["Gry"]), "hvad": "haab", "omfang": "coming", "laenge": "1"}
    for who in (
        pressed.world.cast["Anna"].id,
        pressed.world.cast["Gry"].id,
        pressed.sams,
        pressed.open,
        ids.new(),
        "",
        "x",
    ):
        yield fine | {"hvem": str(who)}
    for length in (
        "6",
        "12",
        "i-dag",
        "0",
        "-1",
        "1.5",
        "2020-01-01",
        "for-altid",
        "",
        "1 ",
        "\u0661",
    ):
        yield fine | {"laenge": length}
    for kind in ("dagbog", "people", "logins", "", "haab/", "HAAB"):
        yield fine | {"hvad": kind}
    for scope in ("all", "item", "everything", "NOW"):
        yield fine | {"omfang": scope}
    for item in (pressed.foreign, pressed.apart, ids.new(), "x"):
        yield fine | {"ting": str(item)}
    yield fine | {"ting": str(pressed.hope), "hvad": "dage"}
    yield fine | {"ting": str(pressed.hope), "hvad": "maal"}


def test_a_form_that_no_page_made_gives_nothing(pressed: Pressed) -> None:
    """To oneself, to a stranger's bond, for a length that is not offered or is past, of a kind or
    thing there is none of."""
    before, tried = pressed.rows(), 0
    for fields in crafted(pressed):
        tried += 1
        assert pressed.post("Anna", "/deling/ny", **fields).status == 404, fields
    assert pressed.rows() == before
    print(f"{tried} crafted forms")


def test_fields_that_a_form_does_not_have_change_nothing(pressed: Pressed) -> None:
    """R5: nobody can say themselves when it begins, how far it reaches or whose it is."""
    more = {
        "owner": str(pressed.world.cast["Sam"].id),
        "start_minute": "0",
        "end_minute": "99999999",
        "upto": "99999999",
        "consent": "9",
        "scope": "coming",
        "bond": str(pressed.on["Mette"]),
        "ended_minute": "",
    }
    looked = Wish(pressed.on["Gry"], "hopes", "now", "1", upto=3)
    anna = person(pressed.world, "Anna")
    shown = promised.said(
        pressed.world.keys, anna, pressed.world.read(grants.pending, anna, looked)
    )
    fields = {
        "hvem": str(pressed.on["Gry"]),
        "hvad": "haab",
        "omfang": "now",
        "laenge": "1",
        "vist": shown,
    }
    assert pressed.post("Anna", "/deling/ny", **fields, **more).status == 303
    newest = select(grant_rows).where(
        grant_rows.c.bond == pressed.on["Gry"], grant_rows.c.scope == "now"
    )
    row = pressed.world.read(lambda db: db.execute(newest).one())
    assert (row.owner, row.start_minute, row.consent) == (
        pressed.world.cast["Anna"].id,
        clock.minute() + grants.WAIT,
        1,
    )
    assert row.end_minute < clock.minute() + 40 * 24 * 60 and row.upto == 3


@pytest.mark.parametrize("name", ["Mette", "Gry", "Sam", "Vera"])
def test_nobody_but_the_owner_widens_anything(pressed: Pressed, name: str) -> None:
    """R5: every form of sharing, with every id the other could know, as the one it was given to."""
    known = [
        str(each)
        for each in (
            *pressed.on.values(),
            pressed.given,
            pressed.hers,
            pressed.hope,
            pressed.apart,
            pressed.open,
        )
    ]
    before, tried = pressed.rows(), 0
    for who, thing in product(known, ["", known[4]]):
        fields = {
            "hvem": who, "hvad": "haab", "omfang": "coming", "laenge": "1", "ting": thing,
            "id": who, "navn": "x", "rolle": "relative", "slut": "1",
        }  # fmt: skip
        for path in (
            "/deling/ny",
            f"/deling/{who}/stop",
            f"/deling/person/{who}/slut",
            f"/deling/ting/haab/{who}",
            "/deling/pause",
            "/deling/pause/slut",
            "/deling/stop-alt",
            "/deling/inviter",
            "/kreds/kom",
        ):
            tried += 1
            assert pressed.post(name, path, **fields).status < 500, path
        if UUID(who) != pressed.on.get(name):
            assert pressed.post(name, f"/kreds/{who}/slut", **fields).status == 404
    assert pressed.rows() == before
    print(f"{tried} forms as {name}")


def test_the_id_of_anothers_grant_or_bond_is_no_way_in(pressed: Pressed) -> None:
    """A form that carries the id of somebody else's row is answered calmly, on both databases, and
    that row stays as it is."""
    before = pressed.rows()
    mine = bond(pressed.world, "Sam", "Gry")
    sam = person(pressed.world, "Sam")
    shown = promised.said(
        pressed.world.keys,
        sam,
        pressed.world.read(grants.pending, sam, Wish(mine, "hopes", "coming", "1")),
    )
    fields = {
        "id": str(pressed.given),
        "hvem": str(mine),
        "hvad": "haab",
        "omfang": "coming",
        "laenge": "1",
        "vist": shown,
    }
    given = pressed.post("Sam", "/deling/ny", **fields)
    asked = pressed.post(
        "Sam", "/deling/inviter", id=str(pressed.on["Mette"]), navn="Per", rolle="relative"
    )
    assert (given.status < 500, asked.status < 500) == (True, True), (given.status, asked.status)
    assert pressed.rows() == before


def test_addresses_of_nothing_are_not_found(pressed: Pressed) -> None:
    on = pressed.on["Mette"]
    for path in (
        "people",
        "logins",
        "HAAB",
        "haab%00",
        "..",
        "%2e%2e",
        "haab' OR 1=1",
        "x" * 10_000,
        "ord",
        "noter",
    ):
        for end in ("", "/endnu", "/her"):
            assert pressed.get("Mette", f"/kreds/{on}/{path}{end}").status == 404, path
    for name in ("x", "0", str(on)[:-1], "%00", "-1", "1" * 400):
        assert pressed.get("Mette", f"/kreds/{name}/haab").status == 404
        assert pressed.post("Mette", f"/kreds/{name}/slut").status == 404
        assert pressed.post("Anna", f"/deling/{name}/stop").status == 404


# --- Invitations ----------------------------------------------------------------------------------


def test_a_mail_scanner_uses_nothing_up(pressed: Pressed) -> None:
    """Whoever only opens the link, with the code wherever, with or without a login, does
    nothing."""
    before = pressed.rows()
    for session in ("", pressed.session("Gry"), pressed.session("Mette")):
        for query in ("", f"kode={pressed.code}", f"kode={pressed.code}&ja=1"):
            answer = crowd.get(pressed.world, session, f"/kreds/kom?{query}")
            assert answer.status == 200 and b"inviterer dig" not in answer.body
            assert pressed.code.encode() not in answer.body
            knock(pressed.world, "HEAD", "/kreds/kom", HOST, OURS, query=query.encode())
    looked = pressed.post("Gry", "/kreds/kom", kode=pressed.code)
    assert b"inviterer dig" in looked.body and pressed.rows() == before
    assert pressed.post("Gry", "/kreds/kom", kode=pressed.code, ja="1").status == 303


def test_an_invitation_is_taken_once_and_by_the_right_one(pressed: Pressed) -> None:
    """By a guide, by its maker, after a week and a second time it is the calm page."""
    before = pressed.rows()
    for name, says in (("Mette", "anden slags konto"), ("Anna", "din egen invitation")):
        for yes in ("", "1"):
            refused = pressed.post(name, "/kreds/kom", kode=pressed.code, ja=yes)
            assert refused.status == 422 and says in refused.body.decode()
            assert b"inviterer dig" not in refused.body, "whose it is"
    with clock.held(NOON + timedelta(days=7, minutes=1)):
        late = crowd.session_of(pressed.world, pressed.world.cast["Gry"].id)
        mark = people.mark(pressed.world.keys, pressed.world.cast["Gry"].id)
        assert (
            crowd.post(
                pressed.world, late, "/kreds/kom", {"kode": pressed.code, "ja": "1", "konto": mark}
            ).status
            == 422
        )
    assert pressed.rows() == before
    assert pressed.post("Gry", "/kreds/kom", kode=pressed.code, ja="1").status == 303
    after = pressed.rows()
    for name in ("Gry", "Sam"):
        again = pressed.post(name, "/kreds/kom", kode=pressed.code, ja="1")
        assert again.status == 422 and "Koden virker ikke" in again.body.decode()
    assert pressed.rows() == after


def test_two_say_yes_at_once(pressed: Pressed) -> None:
    """One of them has it."""
    told: list[str] = []

    def yes(name: str) -> None:
        try:
            pressed.world.write(
                bonds.accept, pressed.world.keys, person(pressed.world, name), pressed.code
            )
            told.append(name)
        except Exception as error:
            told.append(type(error).__name__)

    at_once(*(lambda name=name: yes(name) for name in ("Gry", "Sam", "Gry")))
    assert len([each for each in told if each in ("Gry", "Sam")]) == 1, told
    assert pressed.log().count("accepted") == 3, "the two bonds there were, and this one"


def test_wrong_codes_wait(pressed: Pressed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five wrong codes, and one waits; so long even the right one is not looked at."""
    later = [0.0]

    class Later:
        @staticmethod
        def monotonic() -> float:
            return time.monotonic() + later[0]

    monkeypatch.setattr(limits, "time", Later)
    for _ in range(5):
        assert pressed.post("Gry", "/kreds/kom", kode="forkert").status == 422
    before = pressed.rows()
    for fields in ({"kode": "forkert"}, {"kode": pressed.code}, {"kode": pressed.code, "ja": "1"}):
        waiting = pressed.post("Gry", "/kreds/kom", **fields)
        assert waiting.status == 429 and int(waiting.get("retry-after")) > 60
        assert "Vent lige lidt" in Page(waiting.body.decode()).h1 and b"Anna" not in waiting.body
    assert pressed.rows() == before
    assert pressed.post("Sam", "/kreds/kom", kode=pressed.code).status == 200, (
        "nobody waits for another's guesses"
    )
    later[0] = 121
    assert pressed.post("Gry", "/kreds/kom", kode=pressed.code, ja="1").status == 303


def test_a_code_of_ones_own_buys_no_more_guesses(pressed: Pressed) -> None:
    own = pressed.world.write(
        bonds.invite, pressed.world.keys, person(pressed.world, "Sam"), ids.new(), "relative", "x"
    )
    told = [
        pressed.post("Sam", "/kreds/kom", kode=own if n % 5 == 4 else "forkert").status
        for n in range(20)
    ]
    assert 429 in told


# --- An open page ---------------------------------------------------------------------------------


def _closed(world: World) -> None:
    world.write(closing.close, world.keys, person(world, "Karen"), world.cast["Mette"].id)


def _unused(world: World) -> None:
    """As if nobody had come in for sixty days; the login itself is still there."""
    long_ago = (
        update(staff)
        .where(staff.c.person == world.cast["Mette"].id)
        .values(seen_minute=clock.minute() - 60 * 24 * 60)
    )
    world.write(lambda db: db.execute(long_ago))


def _left(world: World) -> None:
    on = world.read(bonds.with_me, person(world, "Mette"))[0].id
    world.write(bonds.end, world.keys, person(world, "Anna"), on, owner=True)


def _paused(world: World) -> None:
    world.write(grants.pause, world.keys, person(world, "Anna"))


def _stopped(world: World) -> None:
    world.write(stopping.stop_all, world.keys, person(world, "Anna"))


ENDS = [_closed, _unused, _left, _paused, _stopped]


@pytest.mark.parametrize("end", ENDS)
def test_an_open_page_is_told_that_it_is_gone(
    pressed: Pressed, end: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R9, R12, R39: account closed or asleep, bond ended, pause, stop: the stream says gone, and
    the next request shows nothing."""
    monkeypatch.setattr(live, "EVERY", 0.02)
    here = f"/kreds/{pressed.on['Mette']}/haab"
    world, session = pressed.world, pressed.session("Mette")
    assert CANARY.encode() in pressed.get("Mette", here).body
    said = world.runner.run(crowd.listen(world, session, f"{here}/her", lambda: end(world), 1_000))
    for path in (here, f"{here}/endnu", f"{here}/her"):
        answer = crowd.get(world, session, path)
        out = end in (_closed, _unused)
        assert answer.status == (303 if out else 404) and CANARY.encode() not in answer.body
        assert not out or answer.get("location").startswith("/log-ind")
    assert b"event: gone" in said, f"the page was told only {said!r}"


def test_an_open_page_is_looked_through_only_when_somebody_it_depends_on_has_written(
    pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' doings cost a page nothing; its owner's are seen at once."""
    monkeypatch.setattr(live, "EVERY", 0.02)
    world, session, really = pressed.world, pressed.session("Mette"), view.trace
    seen: list[UUID] = []

    def traced(db: Connection, me: Person, on: UUID, kind: str, read: Any) -> tuple[str, ...]:
        seen.append(on)
        return really(db, me, on, kind, read)

    monkeypatch.setattr(view, "trace", traced)
    here = f"/kreds/{pressed.on['Mette']}/haab/her"
    sam, anna = world.person("Sam"), world.person("Anna")

    def keeps(me: Person) -> None:
        with actor.by(person=me.id):
            world.db.write_now(hopes.keep, me, ids.new(), hopes.Words("et håb til"))

    world.runner.run(crowd.listen(world, session, here, lambda: keeps(sam), 20))
    assert len(seen) == 2, "once before the line and once on it"
    said = world.runner.run(crowd.listen(world, session, here, lambda: keeps(anna), 1_000))
    assert b"event: changed" in said


def test_a_login_that_runs_out_takes_the_open_page_along(
    pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty minutes of rest on a computer at work."""
    monkeypatch.setattr(live, "EVERY", 0.02)
    here, world, session = (
        f"/kreds/{pressed.on['Mette']}/haab/her",
        pressed.world,
        pressed.session("Mette"),
    )
    with ExitStack() as stack:
        said = world.runner.run(
            crowd.listen(
                world,
                session,
                here,
                lambda: stack.enter_context(clock.held(NOON + timedelta(minutes=20))),
                1_000,
            )
        )
    assert b"event: gone" in said, f"the page was told only {said!r}"


@pytest.mark.parametrize("what", ["read_at_door", "read", "of"])
def test_an_open_page_is_told_nothing_while_nobody_can_be_asked(
    pressed: Pressed, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is away for a while is no stop: the line ends, and the page asks."""
    monkeypatch.setattr(live, "EVERY", 0.02)
    here, world, session = (
        f"/kreds/{pressed.on['Mette']}/haab/her",
        pressed.world,
        pressed.session("Mette"),
    )

    async def away(*_: object, **__: object) -> None:
        raise Closed

    of = world.db.moves if what == "of" else world.db
    said = world.runner.run(
        crowd.listen(world, session, here, lambda: monkeypatch.setattr(of, what, away), 1_000)
    )
    assert b"event" not in said and said.startswith(live.SOON), f"the page was told {said!r}"


# --- Two tabs -------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> None:
    """In threads that begin together."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def _tried(errors: list[str], act: Callable[[], object]) -> None:
    try:
        act()
    except Exception as error:
        errors.append(repr(error))


def test_stopping_and_giving_again_at_once(pressed: Pressed) -> None:
    """One tab stops, another sends the form that gave it once more and longer, a third looks:
    stopped it is, told as it was."""
    world, anna, mette = pressed.world, person(pressed.world, "Anna"), pressed.on["Mette"]
    for _ in range(8):
        row, before = ids.new(), len(pressed.log())
        world.write(grants.give, world.keys, anna, row, Wish(mette, "goals", "coming", "1"))
        longer = Wish(mette, "goals", "coming", "12")
        at_once(
            partial(world.write, stopping.stop, world.keys, anna, row),
            partial(world.write, grants.give, world.keys, anna, row, longer),
        )
        assert (
            "goals" not in world.read(active_grants.to_me, person(world, "Mette"), [mette])[mette]
        )
        assert pressed.log()[before:] == ["granted", "stopped"]
    assert world.read(log.broken, world.keys.root, anna.box) is None


def test_stopping_everything_while_something_new_is_given(pressed: Pressed) -> None:
    """Whichever comes last holds; the log says which, the profile says the same, and the chain is
    whole."""
    world, mette = pressed.world, pressed.on["Mette"]
    wrong: list[str] = []
    for n in range(8):
        anna = person(world, "Anna")
        errors: list[str] = []
        new = Wish(mette, "flower", "coming", "1")
        at_once(
            partial(_tried, errors, partial(world.write, stopping.stop_all, world.keys, anna)),
            partial(
                _tried, errors, partial(world.write, grants.give, world.keys, anna, ids.new(), new)
            ),
        )
        held = set(world.read(active_grants.to_me, person(world, "Mette"), [mette]).get(mette, {}))
        said = pressed.log()
        if errors:
            wrong.append(f"{n}: {errors}")
        if (said[-1] == "stopped_all") == bool(held):
            wrong.append(f"{n}: {held} holds, and the log ends with {said[-3:]}")
        told = {
            kind
            for kind, end in person(world, "Anna").profile.shared_until.items()
            if end > clock.minute()
        }
        given = {each.kind for all_ in world.read(grants.given, anna).values() for each in all_}
        if told != given:
            wrong.append(f"{n}: the profile says {told}, given is {given}")
    assert not wrong, "\n".join(wrong)
    assert world.read(log.broken, world.keys.root, person(world, "Anna").box) is None


# --- Words ----------------------------------------------------------------------------------------

LABELS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=y>',
    "\u202egnidnebrof\u202c Per",
    "مته من البلدية",
    "👩🏽‍🦱 Mette 🌻",
    "{{ me }}{% raw %}",
    "Per & Søn's" * 5,
)


def test_names_are_words_and_set_apart(world: World) -> None:
    """What one calls others stays text, and its direction stays its own."""
    pressed = Pressed(world)
    anna = person(world, "Anna")
    for label in LABELS:
        with clock.held(NOON - timedelta(days=1 + LABELS.index(label))):
            on = world.write(
                bonds.accept,
                world.keys,
                person(world, "Gry"),
                world.write(bonds.invite, world.keys, anna, ids.new(), "relative", label),
            )
            world.write(
                grants.give,
                world.keys,
                anna,
                ids.new(),
                Wish(on, "hopes", "item", "1", pressed.hope),
            )
    for path in (
        "/deling",
        "/deling/set",
        "/deling/ny?hvad=haab",
        f"/deling/ny?hvad=haab&hvem={on}",
        f"/deling/person/{on}/slut",
        f"/deling/ny/se?hvad=haab&hvem={on}&laenge=1",
    ):
        answer = pressed.get("Anna", path)
        text = answer.body.decode()
        assert answer.status == 200
        assert "<script>alert" not in text and "<img src=x" not in text
        page = Page(text)
        shown = [label for label in LABELS if label in "".join(page.root.itertext())]
        assert shown, path
        if path == "/deling/set":
            assert set(shown) <= set(page.texts("bdi")), "a name mixes its direction with ours"


def test_a_label_of_ten_thousand_letters_is_asked_to_be_shorter(pressed: Pressed) -> None:
    before = pressed.rows()
    for label in ("x" * 10_000, "å" * 61, "", "   ", "\u0000\u0001"):
        answer = pressed.post("Anna", "/deling/inviter", navn=label, rolle="relative")
        assert answer.status == 422, label[:9]
    assert pressed.post("Anna", "/deling/inviter", navn="Per", rolle="owner").status == 422
    assert pressed.rows() == before


# --- The log --------------------------------------------------------------------------------------


def test_without_a_line_in_the_log_nothing_is_shown(
    pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R23: whatever goes wrong with the note, the page is a calm one without a word of Anna's."""
    here = f"/kreds/{pressed.on['Mette']}/haab"

    def broken(error: Exception) -> Callable[..., None]:
        def write(*_: object, **__: object) -> None:
            raise error

        return write

    for error in (RuntimeError("log"), OperationalError("x", {}, Exception())):
        with monkeypatch.context() as patched:
            patched.setattr(log, "write", broken(error))
            _calm(pressed.get("Mette", here))
    assert CANARY.encode() in pressed.get("Mette", here).body
    pressed.world.as_owner(readings.drop)
    _calm(pressed.get("Mette", here))
    pressed.world.as_owner(log_heads.drop)
    _calm(pressed.get("Mette", here))


def _calm(answer: Answer) -> None:
    assert answer.status in (500, 503)
    page = Page(answer.body.decode())
    assert "ikke din skyld" in page.main
    assert CANARY not in page.text and "kanarie" not in page.text
