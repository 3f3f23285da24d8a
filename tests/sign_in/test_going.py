"""Going: with the disk full or the database away, and with an old tab. The cookie goes first, and
what is said is true."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from app.foundation import clock
from app.foundation.database import Database
from app.foundation.errors import Closed, TooMany
from app.foundation.web.forms import widest
from app.sign_in import departures, logins
from app.sign_in.models import logins as login_rows
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.house.test_durability import _set_room
from tests.house.test_edge import contents
from tests.phone import Phone
from tests.world import World

WAYS = ("/skjul", "/log-ud", "/laas")
OUT = ("/skjul", "/log-ud")
"""Where somebody stands who wants out: leaving always works. What closes itself ends no login that
it does not name."""
Breaks = Callable[[], None]


def full(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(self: Database, *_: object, **__: object) -> Any:
        raise Closed

    for name in ("write", "write_going"):
        monkeypatch.setattr(Database, name, refuse)


def away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(self: Database, *_: object, **__: object) -> Any:
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    for name in ("read", "read_at_door"):
        monkeypatch.setattr(Database, name, gone)
    full(world, monkeypatch)


def counted(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(login_rows)).scalar_one()


def alive(world: World, name: str) -> set[bytes]:
    rows = select(login_rows.c.id).where(login_rows.c.owner == world.cast[name].id)
    return set(world.read(lambda db: db.execute(rows).scalars().all()))


def cookie(phone: Phone) -> str:
    return phone.client.cookies.get(logins.SESSION) or ""


def copied(world: World, phone: Phone) -> Phone:
    """Somebody who has the cookie that was."""
    other = world.phone()
    other.client.cookies.set(logins.SESSION, cookie(phone), domain="fodfaeste.test", path="/")
    return other


def leads_to(phone: Phone, path: str, fields: Any) -> str:
    answer = phone.send(path, fields)
    if answer.status_code == 303:
        return answer.headers["location"]
    return phone.examine(answer, 200).h1


TO = {"/skjul": "/indkoeb", "/log-ud": "/?besked=logget-ud", "/laas": "Log ind"}


@pytest.mark.parametrize("broken", [full, away], ids=["the disk is full", "the database is away"])
@pytest.mark.parametrize("path", WAYS)
def test_nothing_holds_anybody_back(world: World, path: str, broken: Any) -> None:
    """R77: the cookie is gone, the neutral page is there, and nobody comes in with that login
    again, also before it is written."""
    anna, other = world.signed_in(), world.signed_in()
    fields = {"konto": world.person().mark, "sti": "/dagbog", "tekst": "Halvt skrevet"}
    copy, door = copied(world, anna), world.state["door"]
    before = alive(world, "Anna")
    with pytest.MonkeyPatch.context() as patched:
        broken(world, patched)
        assert leads_to(anna, path, fields) == TO[path]
        assert cookie(anna) == ""
        assert copied(world, anna).send(path, fields).status_code in (200, 303)
    assert alive(world, "Anna") == before, "it could not be written"
    assert copy.ask("GET", "/dagbog").headers["location"].startswith("/log-ind")
    assert other.ask("GET", "/dagbog").status_code == 200
    world.runner.run(door.departures.finish(world.db, world.keys))
    assert len(alive(world, "Anna")) == len(before) - 1
    assert not door.departures.over
    assert copy.ask("GET", "/dagbog").headers["location"].startswith("/log-ind")


def test_it_is_written_by_itself_when_there_is_room_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departures, "AGAIN", 0.01)
    anna = world.signed_in()
    with pytest.MonkeyPatch.context() as patched:
        full(world, patched)
        anna.send("/log-ud", {"konto": world.person().mark})

    async def a_while() -> None:
        for _ in range(500):
            if not world.state["door"].departures.over:
                return
            await asyncio.sleep(0.01)

    world.runner.run(a_while())
    assert alive(world, "Anna") == set()


def test_a_really_full_disk(world: World) -> None:
    if not world.settings.sqlite:
        pytest.skip("a full PostgreSQL is its operator's tablespace")
    phones = [world.signed_in() for _ in range(3)]
    anna = world.signed_in()
    fields = anna.typed(
        anna.get("/dagbog/skriv"), "/dagbog", tekst="Skrevet imens " + "ord " * 1200
    )
    room = _set_room(world, 0)
    assert {anna.send("/dagbog", fields).status_code for _ in range(12)} >= {503}
    for phone, path in zip(phones, WAYS, strict=True):
        assert leads_to(phone, path, {"konto": world.person().mark, "sti": "/"}) == TO[path]
        assert cookie(phone) == ""
    _set_room(world, room)
    world.runner.run(world.state["door"].departures.finish(world.db, world.keys))
    assert len(alive(world, "Anna")) == 1


def test_what_was_being_written_waits_whatever_is_wrong(world: World) -> None:
    """The half-written text goes sealed into the page, and comes back once somebody can sign in."""
    anna = world.signed_in(shared=True)
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    with pytest.MonkeyPatch.context() as patched:
        away(world, patched)
        locked = anna.post("/laas", [*fields, ("sti", "/dagbog")])
    assert "Midt i" not in locked.text
    back = anna.post(
        "/log-ind", anna.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    )
    assert "Midt i en sætning" in anna.post("/dagbog", back.form("/dagbog").fields).main


@pytest.mark.parametrize("mark", ["another's", "rubbish"])
@pytest.mark.parametrize("path", WAYS)
def test_an_old_tab_ends_nobody_elses_login_and_does_not_say_that_it_did(
    world: World, path: str, mark: str
) -> None:
    """Anna's tab, and Sam has signed in since in the same browser."""
    sam = world.signed_in("Sam")
    before = world.read(contents)
    konto = {"another's": world.person().mark, "rubbish": "x" * 18}[mark]
    answer = sam.send(path, {"konto": konto, "sti": "/"})
    assert cookie(sam) and sam.ask("GET", "/dagbog").status_code == 200
    assert world.read(contents) == before
    if path == "/log-ud":
        assert answer.headers["location"] == "/?besked=ikke-logget-ud"
        assert "Du er ikke logget ud" in sam.get("/?besked=ikke-logget-ud").said


@pytest.mark.parametrize("path", WAYS)
def test_an_old_tab_while_the_database_is_away_ends_nobody_elses_login(
    world: World, path: str
) -> None:
    """Who it is cannot be asked, so the cookie goes; whose login it was is looked at before it is
    ended."""
    sam = world.signed_in("Sam")
    before, copy = alive(world, "Sam"), copied(world, sam)
    with pytest.MonkeyPatch.context() as patched:
        away(world, patched)
        sam.send(path, {"konto": world.person().mark, "sti": "/"})
    world.runner.run(world.state["door"].departures.finish(world.db, world.keys))
    assert alive(world, "Sam") == before
    assert copy.ask("GET", "/dagbog").status_code == 200


WHO: dict[str, Callable[[World], Phone]] = {
    "owner": lambda world: world.signed_in(),
    "guest": lambda world: world.signed_in(shared=True),
    "colleague": lambda world: world.signed_in("Mette"),
}


@pytest.mark.parametrize("broken", [None, away], ids=["all is well", "the database is away"])
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", OUT)
def test_a_page_that_knows_nobody_ends_the_login_of_whoever_is_in(
    world: World, path: str, who: str, broken: Any
) -> None:
    """The page on the phone is the same for everybody, so its «Skjul» cannot say whose login it
    means."""
    phone = WHO[who](world)
    copy, before = copied(world, phone), world.read(counted)
    with pytest.MonkeyPatch.context() as patched:
        if broken:
            broken(world, patched)
        assert leads_to(phone, path, {"konto": "", "sti": "/"}) == TO[path]
    assert cookie(phone) == ""
    world.runner.run(world.state["door"].departures.finish(world.db, world.keys))
    assert world.read(counted) == before - 1
    assert copy.ask("GET", "/").headers.get("location", "/log-ind").startswith("/log-ind")


UNREADABLE = {
    "no percent sign": b"konto=%zz",
    "no letters": b"konto=\xff",
    "too many fields": b"&".join([b"a=1"] * 150),
    "too long": b"tekst=" + b"a" * 300_000,
}
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize("body", UNREADABLE)
@pytest.mark.parametrize("path", OUT)
def test_a_form_that_cannot_be_read_keeps_nobody_in(world: World, path: str, body: str) -> None:
    anna = world.signed_in()
    answer = anna.ask("POST", path, content=UNREADABLE[body], headers=FORM)
    assert answer.headers.get("location") == TO[path]
    assert cookie(anna) == "" and alive(world, "Anna") == set()


@pytest.mark.parametrize(
    "header",
    [
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "text/plain"},
        {"content-encoding": "gzip"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", OUT)
def test_a_form_of_another_kind_keeps_nobody_in(
    world: World, path: str, header: dict[str, str]
) -> None:
    anna = world.signed_in()
    assert anna.ask("POST", path, content=b"konto=", headers=FORM | header).status_code == 303
    assert cookie(anna) == "" and alive(world, "Anna") == set()


def test_another_site_signs_nobody_out(world: World) -> None:
    anna = world.signed_in()
    for path in WAYS:
        for body in UNREADABLE.values():
            assert (
                anna.ask(
                    "POST", path, content=body, headers=FORM | {"sec-fetch-site": "cross-site"}
                ).status_code
                == 403
            )
    assert cookie(anna) and len(alive(world, "Anna")) == 1


def test_the_longest_entry_waits_behind_the_lock(world: World) -> None:
    """A page that closes itself has the whole text, each letter as long as it may be on its way; so
    has every way in again."""
    anna, words = world.signed_in(shared=True), "😔" * 5000 + "ø" * 10_000
    fields = [("konto", world.person().mark), ("tekst", words), ("dato", "2026-03-14")]
    locked = anna.post("/laas", [*fields, ("sti", "/dagbog")])
    assert cookie(anna) == "" and alive(world, "Anna") == set()
    carried = dict(locked.form("/log-ind").fields)["baaret"]
    assert widest("/log-ind/noegle") > len(carried) + 10_000
    back = anna.post(
        "/log-ind", anna.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    )
    assert dict(back.form("/dagbog").fields)["tekst"] == words


def test_what_is_said_of_an_old_tab_is_so(world: World) -> None:
    """Anna's tab locks itself, or is sent, while Sam is signed in: nothing is locked, and nothing
    says that it is."""
    sam, mark = world.signed_in("Sam"), world.person().mark
    for path, status in (("/laas", 200), ("/dagbog", 401)):
        page = sam.post(
            path, {"konto": mark, "sti": "/dagbog", "tekst": "Annas ord"}, expect=status
        )
        assert "Vi har låst" not in page.said and "En anden konto er logget ind her" in page.said
    assert sam.ask("GET", "/dagbog").status_code == 200
    page = sam.post("/laas", {"konto": world.person("Sam").mark, "sti": "/"})
    assert "Vi har låst" in page.said and cookie(sam) == ""


@pytest.mark.parametrize("path", WAYS)
def test_one_visitor_who_goes_leaves_the_others_looking(world: World, path: str) -> None:
    """They share a login: one whose page rested too long, and locks itself, ends it for nobody
    else."""
    one, other = world.phone(), world.phone()
    for visitor in (one, other):
        visitor.send("/kig-dig-omkring", {})
    mark = dict(other.get("/dagbog").form("/log-ud").fields)["konto"]
    with clock.held(NOON + timedelta(minutes=10)):
        assert other.ask("GET", "/dagbog").status_code == 200
    with clock.held(NOON + timedelta(minutes=16)):
        assert leads_to(one, path, {"konto": mark, "sti": "/"}) == TO[path]
        assert cookie(one) == ""
        assert other.ask("GET", "/dagbog").status_code == 200


def test_hiding_on_the_phones_own_page_without_a_script(world: World) -> None:
    for who in WHO.values():
        phone = who(world)
        assert phone.fill("/paa-telefonen", "/skjul").h1 == "Indkøb"
        assert cookie(phone) == ""


@pytest.mark.parametrize("path", WAYS)
def test_who_brings_no_cookie_is_given_none(world: World, path: str) -> None:
    """An answer that comes late would take the cookie of whoever has signed in since."""
    answer = world.phone().send(path, {"konto": world.person().mark, "sti": "/"})
    assert not any(
        each.startswith(logins.SESSION) for each in answer.headers.get_list("set-cookie")
    )


def test_signing_out_is_simply_done_when_nobody_is_signed_in(world: World) -> None:
    for fields in ({}, {"konto": world.person().mark}):
        assert "Du er logget ud." in world.phone().post("/log-ud", fields).said


@pytest.mark.parametrize("path", WAYS)
def test_one_whose_login_ran_out_goes_too(world: World, path: str) -> None:
    anna = world.signed_in(shared=True)
    with clock.held(NOON + timedelta(hours=1)):
        assert leads_to(anna, path, {"konto": world.person().mark, "sti": "/"}) == TO[path]
    assert cookie(anna) == "" and alive(world, "Anna") == set()


def test_whoever_is_in_is_not_taken_for_a_stranger_while_the_database_is_away(world: World) -> None:
    """The front page for those who have not come in yet would say: you have no account here."""

    async def gone(self: Database, *_: object, **__: object) -> Any:
        raise Closed

    anna, stranger = world.signed_in(), world.phone()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "read_at_door", gone)
        assert anna.ask("GET", "/").status_code == 503
        assert (
            stranger.ask("GET", "/").status_code == anna.ask("GET", "/log-ind").status_code == 200
        )
    assert anna.get("/").h1 != stranger.get("/").h1


@pytest.mark.parametrize("refusal", [Closed(), TooMany(5)], ids=["away", "a full row"])
def test_who_was_in_before_is_no_reason_to_keep_anybody_out(
    world: World, refusal: Exception
) -> None:
    """Whose login the cookie is cannot be asked just now; whoever signs in comes in all the
    same."""

    async def gone(self: Database, *_: object, **__: object) -> Any:
        raise refusal

    phone = world.signed_in("Sam")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "read_at_door", gone)
        answer = phone.send("/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD})
    assert answer.status_code == 303
    assert phone.get("/dagbog").h1 == "Dagbog"


NEWCOMER = {"navn": "blid-hare-222", "adgangskode": PASSWORD, "laant": "1"}


def test_whoever_signs_in_ends_the_login_that_was_here(world: World) -> None:
    """An answer to the one who was in, that comes late, brings their login back into the browser:
    then it leads nowhere."""
    anna = world.signed_in()
    late = copied(world, anna)
    elsewhere = world.signed_in()
    assert anna.send("/log-ind", NEWCOMER).status_code == 303
    assert late.ask("GET", "/dagbog").status_code in (303, 401), (
        "not Anna's diary, in front of somebody else"
    )
    assert elsewhere.ask("GET", "/dagbog").status_code == 200 == anna.ask("GET", "/").status_code
    assert elsewhere.client.cookies[logins.SESSION] != cookie(anna)


def test_whoever_signs_in_again_stays_in_and_wrong_passwords_end_nothing(world: World) -> None:
    anna = world.signed_in()
    before = alive(world, "Anna")
    assert anna.send("/log-ind", {**NEWCOMER, "adgangskode": "forkert"}).status_code == 422
    assert alive(world, "Anna") == before
    assert (
        anna.send("/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD}).status_code
        == 303
    )
    assert anna.ask("GET", "/dagbog").status_code == 200 and len(alive(world, "Anna")) == 1


def test_whoever_signs_in_leaves_those_who_look_around_alone(world: World) -> None:
    phone, other = world.phone(), world.phone()
    for each in (phone, other):
        assert each.send("/kig-dig-omkring", {}).status_code == 303
    assert phone.send("/log-ind", NEWCOMER).status_code == 303
    assert other.ask("GET", "/dagbog").status_code == 200
