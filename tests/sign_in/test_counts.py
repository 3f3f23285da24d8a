"""Whose guesses count where: an account's limits are its own, a password nobody looked at is no
guess, and work tells nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from app.account import sign_up
from app.foundation import clock
from app.foundation.errors import Closed
from app.foundation.web import limits
from app.foundation.web.limits import Bucket
from app.municipality import invitations
from app.people import people
from app.people.models import people as people_rows
from app.sign_in import Attempts, logins, passwords, signing_in
from app.sign_in.models import logins as login_rows
from app.sign_in.passwords import MOST_WAITING, Lane
from app.sign_in.signing_in import Came, Knock
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.phone import Phone
from tests.world import World

ANNA, SAM = "stille-skov-471", "blid-hare-222"
MAIL = "begge@eksempel.dk"
SAMS = "tre-våde-handsker-i-gangen"


@pytest.fixture(autouse=True)
def _held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaks away while a test runs, however slow the machine is."""
    monkeypatch.setattr(
        "app.foundation.web.limits.time", SimpleNamespace(monotonic=lambda: 1_000.0)
    )


def sign_in(phone: Phone, name: str, password: str = PASSWORD, **more: str) -> int:
    return phone.send("/log-ind", {"navn": name, "adgangskode": password, **more}).status_code


def share_mail(world: World, *names: str) -> None:
    """Sam has a password of his own, and the e-mail stands on both."""
    fresh = world.state["door"].passwords.hash_now(SAMS)
    world.write(signing_in.set_password, world.cast["Sam"].id, fresh)
    for name in names:
        world.write(people.set_email, world.keys, world.person(name), MAIL)


def needs_code(world: World, name: str) -> bool:
    asked: bool = world.runner.run(world.state["door"].needs_code(name))
    return asked


# --- Two accounts, one e-mail ---------------------------------------------------------------------


def test_guesses_from_ones_own_phone_at_anothers_password_are_counted(world: World) -> None:
    """Sam writes Anna's e-mail on his own account and guesses from the phone that his account
    knows, his right password between."""
    share_mail(world, "Anna", "Sam")
    sam = world.phone()
    assert sign_in(sam, SAM, SAMS) == 303
    for n in range(5):
        assert sign_in(sam, MAIL, f"gæt nummer {n}") == 422
        assert sign_in(sam, MAIL, SAMS) == 303, "his own account opens all the while"
    assert needs_code(world, ANNA)
    assert sign_in(sam, MAIL, PASSWORD) == 422, (
        "Anna's own password, guessed at last, does not open without a code"
    )
    assert sign_in(sam, MAIL, PASSWORD, kode=world.cast["Anna"].codes[0]) == 303


def test_the_right_password_of_one_resets_nothing_of_the_others(world: World) -> None:
    share_mail(world, "Anna", "Sam")
    stranger = world.phone()
    for n in range(5):
        sign_in(stranger, ANNA, f"gæt nummer {n}")
    for _ in range(3):
        assert sign_in(world.phone(), MAIL, SAMS) == 303
    assert needs_code(world, ANNA)


@pytest.mark.parametrize("names", [(ANNA, MAIL), (MAIL, ANNA), (ANNA.upper(), MAIL.upper())])
def test_a_name_and_an_e_mail_are_one_count(world: World, names: tuple[str, str]) -> None:
    """Two names for one account are not twice as many guesses."""
    share_mail(world, "Anna")
    for n in range(5):
        assert sign_in(world.phone(), names[n % 2], f"gæt nummer {n}") == 422
    assert all(needs_code(world, name) for name in names)
    assert sign_in(world.phone(), ANNA) == 422


def test_a_known_phone_is_known_to_the_account_that_knows_it(world: World) -> None:
    """Guesses at Anna's by e-mail from Sam's phone leave Anna's own phone alone, and slow Sam's own
    account on Sam's."""
    share_mail(world, "Anna", "Sam")
    anna, sam = world.phone(), world.phone()
    assert (sign_in(anna, ANNA), sign_in(sam, SAM, SAMS)) == (303, 303)
    for n in range(12):
        assert sign_in(sam, MAIL, f"gæt nummer {n}") in (422, 429)
    assert sign_in(anna, ANNA) == 303
    assert sign_in(anna, MAIL) == 303


def test_guesses_from_within_a_login_are_counted_through_its_new_ids(world: World) -> None:
    """Signing out elsewhere gives a login a new id; the passwords guessed from it stay counted."""
    anna = world.signed_in()
    mark = world.person().mark
    seen = Counter[int]()
    for n in range(14):
        seen[
            anna.send("/er-det-dig", {"konto": mark, "adgangskode": f"gæt nummer {n}"}).status_code
        ] += 1
        assert anna.send("/konto/log-ud-alle-andre", {"konto": mark}).status_code == 303
    assert seen == {422: 10, 429: 4}


def at_once(world: World, name: str, many: int, password: str = "", code: str = "") -> list[Any]:
    """So many tries in the same moment, each from a place of its own and a phone that nobody
    knows."""
    door = world.state["door"]

    async def all_of_them() -> list[Any]:
        knocks = [
            Knock(name, password or f"gæt nummer {n}", code, "", f"10.0.{n}", False)
            for n in range(many)
        ]
        return await asyncio.gather(*(door.come_in(each, "x" * 43) for each in knocks))

    return world.runner.run(all_of_them())


@pytest.mark.parametrize("full", ["Sam", "Anna", None])
def test_guesses_sent_at_once_are_no_more_than_guesses_one_by_one(
    world: World, monkeypatch: pytest.MonkeyPatch, full: str | None
) -> None:
    """Sixty in the same moment at an e-mail on two accounts, one of which asks for a code already:
    five at each, no more."""
    share_mail(world, "Anna", "Sam")
    looked_at = Counter[str | None]()

    async def wrong(stored: str | None, password: str, *, known: bool) -> bool:
        looked_at[stored] += 1
        return False

    monkeypatch.setattr(world.state["door"].passwords, "right", wrong)
    if full:
        at_once(world, world.cast[full].sign_in_name, 5)
        looked_at.clear()
    at_once(world, MAIL, 60)
    at_once(world, MAIL, 60)
    del looked_at[None]
    assert sorted(looked_at.values()) == ([5] if full else [5, 5])


def test_a_code_lets_in_among_guesses_and_wipes_none_of_them_away(world: World) -> None:
    """Anna's right password and code, while others guess: she comes in, and what they guessed stays
    counted."""
    at_once(world, ANNA, 5)
    codes = world.cast["Anna"].codes
    for code in codes[:2]:
        assert isinstance(at_once(world, ANNA, 1, PASSWORD, code)[0], Came)
        assert needs_code(world, ANNA)
    assert at_once(world, ANNA, 3, PASSWORD) == [None] * 3


# --- What nobody looked at is no guess ------------------------------------------------------------


@pytest.fixture
def busy(world: World) -> Callable[[bool], Any]:
    @contextmanager
    def lane(known: bool) -> Iterator[None]:
        """So many wait for this lane that nobody else is let in."""
        row = world.state["door"].passwords.lanes[known]
        row.waiting += MOST_WAITING
        try:
            yield
        finally:
            row.waiting -= MOST_WAITING

    return lane


@pytest.mark.parametrize("known", [True, False])
def test_a_password_that_was_not_looked_at_is_no_guess(
    world: World, busy: Callable[[bool], Any], known: bool
) -> None:
    """A right password answered by «wait» ten times over is right afterwards too, on a phone we
    know and on one we do not."""
    phone = world.phone()
    if known:
        assert sign_in(phone, ANNA) == 303
    with busy(known):
        assert {sign_in(phone, ANNA) for _ in range(25)} == {429}
    assert not needs_code(world, ANNA)
    assert sign_in(phone, ANNA) == 303


def test_is_it_you_is_not_counted_when_nobody_looked(
    world: World, busy: Callable[[bool], Any]
) -> None:
    anna, mark = world.signed_in(), world.person().mark
    with busy(True):
        for path in ("/er-det-dig", "/konto/adgangskode"):
            fields = {"konto": mark, "adgangskode": PASSWORD, "nu": PASSWORD, "ny": SAMS}
            assert {anna.send(path, fields).status_code for _ in range(15)} == {429}
    assert anna.send("/er-det-dig", {"konto": mark, "adgangskode": PASSWORD}).status_code == 303


def test_a_right_password_is_no_guess_when_nothing_can_be_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Closed

    with monkeypatch.context() as patched:
        patched.setattr(signing_in, "enter", full)
        assert {sign_in(world.phone(), ANNA) for _ in range(8)} == {503}
    assert not needs_code(world, ANNA)


def test_with_one_e_mail_for_two_a_flood_elsewhere_keeps_nobody_out(
    world: World, busy: Callable[[bool], Any]
) -> None:
    """Sam on his own phone: that the other account cannot be looked at just now is not his to wait
    for."""
    share_mail(world, "Anna", "Sam")
    sam = world.phone()
    assert sign_in(sam, SAM, SAMS) == 303
    with busy(False):
        assert sign_in(sam, MAIL, SAMS) == 303


# --- Counts are not forgotten for the asking ------------------------------------------------------


def test_names_that_were_never_looked_at_take_no_room(
    world: World, busy: Callable[[bool], Any]
) -> None:
    attempts: Attempts = world.state["door"].attempts
    for n in range(5):
        sign_in(world.phone(), ANNA, f"gæt nummer {n}")
    before = len(attempts.unknown._levels)
    attempts.address = Bucket(10_000, 1)
    with busy(False):
        for n in range(60):
            assert sign_in(world.phone(), f"findes-ikke-{n}") == 429
    assert len(attempts.unknown._levels) == before
    assert needs_code(world, ANNA)


def test_a_flood_of_other_names_does_not_make_a_count_be_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """51,000 other names, once each and in waves: what was counted on one name stands, and there
    are never more than the most."""
    attempts = Attempts()
    for _ in range(5):
        attempts.guess(b"hers", None)
    for n in range(limits.MOST_KEYS + 1_000):
        attempts.guess(b"%d" % n, None)
    assert attempts.needs_code(b"hers", None)
    assert len(attempts.unknown._levels) == limits.MOST_KEYS
    monkeypatch.setattr(limits, "MOST_KEYS", 200)
    small = Bucket(5, 720)
    for _ in range(3):
        small.take("hers")
    for n in range(2_000):
        small.take(n)
        small.take(n)
    small.take("hers"), small.take("hers")
    assert small.full("hers")
    assert len(small._levels) == 200
    assert sum(len(shelf) for shelf in small._shelves.values()) == 200


def test_what_has_leaked_away_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts from long ago do not fill the room and push out those that are being made."""
    now = [0.0]
    monkeypatch.setattr("app.foundation.web.limits.time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(limits, "MOST_KEYS", 100)
    bucket = Bucket(5, 10)
    for n in range(100):
        for _ in range(5):
            bucket.take(("old", n))
    now[0] = 51.0
    for _ in range(5):
        bucket.take("hers")
        bucket.take(object())
    assert bucket.full("hers")


def test_given_back_is_as_if_it_had_not_been() -> None:
    bucket = Bucket(5, 720)
    bucket.take("a")
    bucket.give_back("a")
    bucket.give_back("a")
    assert not bucket._levels and not bucket._shelves


# --- The same work for whoever is not there -------------------------------------------------------


@contextmanager
def work(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement sent to the database and every slow hash, with its lane, in their order."""
    done: list[str] = []
    engines = {world.db.reading, world.db.writing, world.db.apart}

    def statement(conn: Any, cursor: Any, text: str, *_: Any) -> None:
        done.append(" ".join(text.split()))

    really = Lane.do

    async def do(self: Lane, fn: Any, *args: object) -> Any:
        done.append(f"a hash in the {self.name} lane")
        return await really(self, fn, *args)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", statement)
    with monkeypatch.context() as patched:
        patched.setattr(Lane, "do", do)
        yield done
    for engine in engines:
        event.remove(engine, "before_cursor_execute", statement)


def worked(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, device: str, **fields: str
) -> list[str]:
    phone = world.phone()
    if device:
        phone.client.cookies.set(logins.DEVICE, device, domain="fodfaeste.test", path="/")
    with work(world, monkeypatch) as done:
        assert phone.send(path, fields).status_code == 422
    return done


@pytest.mark.parametrize("guessed_before", [0, 5], ids=["at first", "when a code is asked for"])
@pytest.mark.parametrize("device", ["", "a-phone-nobody-knows", "sams-own"])
def test_the_same_work_whoever_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch, device: str, guessed_before: int
) -> None:
    """Statements and hashes, not milliseconds: for a name that is there or not, and for an e-mail
    on none, one or two."""
    share_mail(world, "Anna", "Gry")
    world.write(people.set_email, world.keys, world.person("Mette"), "en@eksempel.dk")
    world.write(logins.remember, world.cast["Sam"].id, logins.hashed("sams-own"), 0)
    guess = {"adgangskode": "forkert-forkert"}
    for names in (
        (ANNA, "findes-slet-999", "x", ""),
        (MAIL, "en@eksempel.dk", "ingen@eksempel.dk", "@"),
    ):
        for name in names:
            for _ in range(guessed_before):
                for who in world.runner.run(world.state["door"]._found(name, "")):
                    world.state["door"].attempts.guess(who.count, None)
        done = {
            name: worked(world, monkeypatch, "/log-ind", device, navn=name, **guess)
            for name in names
        }
        assert len({tuple(each) for each in done.values()}) == 1, "\n".join(
            f"{name}: {each}" for name, each in done.items()
        )
        hashes = sum("a hash" in each for each in done[names[0]])
        assert hashes == (0 if guessed_before else 1 if names[0] == ANNA else 2)


@pytest.mark.parametrize("older", ["Anna", "Sam"])
def test_ones_own_phone_does_not_tell_who_else_has_ones_e_mail(
    world: World, monkeypatch: pytest.MonkeyPatch, older: str
) -> None:
    """Sam writes an e-mail on his own account and looks, from his own phone, whether it stands on
    another's, older or younger."""
    world.write(
        lambda db: db.execute(
            update(people_rows)
            .where(people_rows.c.id == world.cast[older].id)
            .values(created_minute=1)
        )
    )
    world.write(logins.remember, world.cast["Sam"].id, logins.hashed("sams-own"), 0)
    found = []
    for names in (("Sam",), ("Sam", "Anna")):
        share_mail(world, *names)
        found.append(
            worked(
                world, monkeypatch, "/log-ind", "sams-own", navn=MAIL, adgangskode="forkert-forkert"
            )
        )
    assert found[0] == found[1]


def test_the_same_work_when_somebody_has_forgotten_the_password(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_mail(world, "Anna", "Gry")
    fields = {"kode": "aaaa-aaaa-aaaa-aaaa", "ny": SAMS}
    for names in ((ANNA, "findes-slet-999", ""), (MAIL, "ingen@eksempel.dk")):
        done = [
            worked(world, monkeypatch, "/log-ind/kode", "", navn=name, **fields) for name in names
        ]
        assert len({tuple(each) for each in done}) == 1, done


def test_the_same_work_for_an_invitation_that_is_over_and_one_that_never_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = world.write(invitations.make, world.municipality(), "guide")
    found = world.read(invitations.find, secret)
    assert found is not None
    world.write(invitations.withdraw, world.municipality(), found.id)
    done = [
        worked(world, monkeypatch, "/personale/kom", "", kode=code)
        for code in (secret, "x" * 43, "")
    ]
    assert len({tuple(each) for each in done}) == 1, done


def test_nobodys_hash_is_hashed_as_everybodys() -> None:
    """Or a name that is not there would be quicker; and no password fits it."""
    assert not passwords._hasher.check_needs_rehash(passwords.NOBODY)


# --- The sign-up form once more -------------------------------------------------------------------


def made(world: World, phone: Phone) -> dict[str, str]:
    form = phone.post("/konto/ny/navn", {"kaldenavn": "Ny"}).form("/konto/ny")
    fields = dict(form.fields) | {"adgangskode": PASSWORD, "navn": dict(form.fields)["navn"]}
    ticket = world.keys.root.reveal("sign-up", fields["billet"], sign_up.Ticket)
    assert ticket is not None
    fields["arbejde"] = next(str(n) for n in range(10**6) if sign_up.worked(ticket, str(n)))
    with clock.held(NOON + timedelta(seconds=10)):
        assert phone.send("/konto/ny", fields).headers["location"] == "/konto/koder"
    return fields


def test_an_old_sign_up_form_is_no_way_round_the_count(world: World) -> None:
    """Who finds the form in a browser's history guesses no more than at the door, and counts
    there."""
    owner, finder = world.phone(), world.phone()
    # Written by hand: as a browser sends it, it lets nobody in any more.
    fields = made(world, owner) | {"aabnet": ""}
    with clock.held(NOON + timedelta(minutes=30)):
        for n in range(12):
            world.state["door"].attempts.signups = Bucket(100, 1)
            answer = finder.send("/konto/ny", fields | {"adgangskode": f"et helt andet gæt {n}"})
            assert answer.headers["location"] == "/log-ind"
        assert needs_code(world, fields["navn"])
        assert finder.send("/konto/ny", fields).headers["location"] == "/log-ind", (
            "also with the right one, at last"
        )
        world.state["door"].attempts.unknown = Bucket(5, 720)
        assert finder.send("/konto/ny", fields).headers["location"] == "/konto/koder"
        assert "Nogen loggede ind på en ny enhed" in owner.get("/").main


def test_looking_around_a_thousand_times_makes_one_login(world: World) -> None:
    """And one who goes ends nobody else's looking around."""
    counted = select(func.count()).select_from(login_rows)
    before = world.read(lambda db: db.execute(counted).scalar_one())
    phones = [world.phone() for _ in range(30)]
    for phone in phones:
        phone.post("/kig-dig-omkring", {})
    assert world.read(lambda db: db.execute(counted).scalar_one()) == before + 1
    assert "logget ud" in phones[0].fill("/", "/log-ud").said
    assert logins.SESSION not in phones[0].client.cookies
    assert "Du kigger hos" in phones[1].get("/").main


def test_whoever_is_signed_in_stays_so_when_an_old_page_looks_around(world: World) -> None:
    anna = world.signed_in()
    assert anna.send("/kig-dig-omkring", {}).status_code == 303
    assert "Hej Anna" in anna.get("/").h1
