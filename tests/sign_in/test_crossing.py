"""What ends a login ends it also for what is under way: two hundred crossings, each at a moment
that is chosen, not met by luck."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type
from sqlalchemy import Connection, delete, insert, select, update

from app.foundation import clock
from app.foundation.database import Database
from app.people import people
from app.people.models import people as people_rows
from app.sign_in import Attempts, logins, passkeys, passwords, recovery, replaced, weighing
from app.sign_in.models import devices as known_devices
from app.sign_in.models import logins as login_rows
from app.sign_in.models import passkeys as passkey_rows
from app.sign_in.models import recovery_codes as code_rows
from tests.authenticator import Authenticator, add, asked
from tests.cast import PASSWORD
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both

NAME, MAIL = "stille-skov-471", "anna@eksempel.dk"
NEW = "to-blå-døre-i-regnvejr"
LATER = "fem-gule-kopper-på-bordet"

# --- Held at the moment between the look and the write --------------------------------------------

_late: ContextVar["Held | None"] = ContextVar("late", default=None)


@dataclass
class Held:
    """A request that stops before its nth write until the other one is done."""

    nth: int
    reached: asyncio.Event
    go_on: asyncio.Event

    async def stop(self) -> None:
        self.nth -= 1
        if self.nth == 0:
            self.reached.set()
            await self.go_on.wait()


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> None:
    really = Database.write

    async def write(self: Database, *args: Any, **kwargs: Any) -> Any:
        if (held := _late.get()) is not None:
            await held.stop()
        return await really(self, *args, **kwargs)

    monkeypatch.setattr(Database, "write", write)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that takes no time: here it is the order that is tried."""
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)
    monkeypatch.setattr(passwords, "_hasher", light)
    monkeypatch.setattr(weighing, "objection", lambda *_: None)


Asking = Callable[[], Awaitable[httpx.Response]]


def crossed(
    world: World, late: Asking, meanwhile: Asking, nth: int = 1
) -> tuple[httpx.Response, httpx.Response, bool]:
    """`meanwhile` is asked and answered while `late` stands before its nth write. Whether it ever
    came to that write."""

    async def both() -> tuple[httpx.Response, httpx.Response, bool]:
        held = Held(nth, asyncio.Event(), asyncio.Event())

        async def asks() -> httpx.Response:
            _late.set(held)
            return await late()

        task = asyncio.create_task(asks())
        reached = asyncio.create_task(held.reached.wait())
        await asyncio.wait({task, reached}, return_when=asyncio.FIRST_COMPLETED)
        stood = held.reached.is_set()
        done = await meanwhile()
        held.go_on.set()
        answer = await task
        reached.cancel()
        return answer, done, stood

    return world.runner.run(both())


def posts(phone: Phone, path: str, fields: Any) -> Asking:
    from urllib.parse import urlencode

    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    return lambda: phone.client.post(path, content=urlencode(fields).encode(), headers=headers)


# --- Anna's house, made anew for each crossing ----------------------------------------------------


@dataclass
class Scene:
    """The owner's own browser, another one that is signed in too, one that is not, and a
    passkey."""

    world: World
    owner: Phone
    other: Phone
    outside: Phone
    key: Authenticator
    codes: list[str]
    mark: str
    sealed: bytes
    passkey: dict[str, Any]

    def form(self, **more: str) -> dict[str, str]:
        return {"konto": self.mark, **more}

    def alive(self) -> set[bytes]:
        rows = select(login_rows.c.id).where(login_rows.c.owner == self.world.cast["Anna"].id)
        return set(self.world.read(lambda db: db.execute(rows).scalars().all()))

    def holds(self, phone: Phone) -> bytes:
        shown = logins.presented(self.world.keys, phone.client.cookies.get(logins.SESSION) or "")
        return shown.login if shown else b""


@pytest.fixture
def scene(world: World, quick: None, stops: None) -> Scene:
    owner, other, outside = world.signed_in(), world.signed_in(), world.phone()
    key = Authenticator()
    add(owner, key)
    sealed = select(people_rows.c.sealed).where(people_rows.c.id == world.cast["Anna"].id)
    passkey = select(passkey_rows).where(passkey_rows.c.id == key.id)
    return Scene(
        world,
        owner,
        other,
        outside,
        key,
        [],
        world.person().mark,
        world.read(lambda db: db.execute(sealed).scalar_one()),
        dict(world.read(lambda db: db.execute(passkey).one())._mapping),
    )


def afresh(scene: Scene) -> None:
    """As it was: the old password, two logins, one known phone, new codes, nothing counted."""
    world, anna = scene.world, scene.world.cast["Anna"].id

    def reset(db: Connection) -> None:
        db.execute(delete(login_rows).where(login_rows.c.owner == anna))
        db.execute(delete(known_devices).where(known_devices.c.owner == anna))
        index = people.email_index(world.keys, MAIL)
        hashed = world.state["door"].passwords.hash_now(PASSWORD)
        db.execute(
            update(people_rows)
            .where(people_rows.c.id == anna)
            .values(password=hashed, email_index=index, sealed=scene.sealed, erase_minute=None)
        )
        db.execute(delete(passkey_rows).where(passkey_rows.c.owner == anna))
        db.execute(insert(passkey_rows).values(**scene.passkey | {"sign_count": scene.key.count}))
        me = people.get(db, world.keys, anna)
        assert me is not None
        scene.codes = recovery.make(db, world.keys, me)

    world.write(reset)
    world.state["door"].attempts = Attempts()
    for phone, device in ((scene.owner, "own"), (scene.other, "other")):
        token = world.write(logins.begin, anna, logins.hashed(device), shared=False)
        phone.client.cookies.clear()
        value = logins.cookie_value(world.keys, token, clock.minute())
        phone.client.cookies.set(logins.SESSION, value, domain="fodfaeste.test", path="/")
        phone.client.cookies.set(logins.DEVICE, device, domain="fodfaeste.test", path="/")
    scene.outside.client.cookies.clear()


def signing(scene: Scene, path: str, phone: Phone) -> dict[str, str]:
    question = asked(phone, path, konto=scene.mark)
    return {"spoergsmaal": question["id"], "noeglens_svar": scene.key.sign(question["options"])}


def key_mark(scene: Scene) -> str:
    me = scene.world.person()
    return scene.world.read(passkeys.all_of, scene.world.keys, me)[0].mark


def device_mark(scene: Scene, whose: Phone) -> str:
    from app.sign_in import devices

    mine = select(login_rows).where(login_rows.c.id == scene.holds(whose))
    return devices._mark(scene.world.keys, scene.world.read(lambda db: db.execute(mine).one()))


Act = Callable[[Scene], Asking]

ENDS: dict[str, Act] = {
    "a new password": lambda s: posts(s.owner, "/konto/adgangskode", s.form(nu=PASSWORD, ny=NEW)),
    "a code from paper": lambda s: posts(
        s.outside, "/log-ind/kode", {"navn": NAME, "kode": s.codes[0], "ny": NEW}
    ),
    "signing out elsewhere": lambda s: posts(s.owner, "/konto/log-ud-alle-andre", s.form()),
    "another e-mail": lambda s: posts(s.owner, "/konto/mail", s.form(mail="ny@eksempel.dk")),
    "signing that device out": lambda s: posts(
        s.owner, "/konto/enheder/log-ud", s.form(enhed=device_mark(s, s.other))
    ),
    "a passkey taken away": lambda s: posts(
        s.owner, "/konto/noegler/slet", s.form(noegle=key_mark(s))
    ),
    "everything to be erased": lambda s: posts(s.owner, "/mine-ting/slet", s.form()),
}
NEW_PASSWORD = {"a new password", "a code from paper"}
FROM_OTHER: dict[str, Act] = {
    "a proof": lambda s: posts(s.other, "/er-det-dig", s.form(adgangskode=PASSWORD)),
    "a proof by passkey": lambda s: posts(
        s.other, "/er-det-dig/noegle", s.form(**signing(s, "/er-det-dig/noegle", s.other))
    ),
    "another password": lambda s: posts(
        s.other, "/konto/adgangskode", s.form(nu=PASSWORD, ny=LATER)
    ),
    "its own signing out elsewhere": lambda s: posts(s.other, "/konto/log-ud-alle-andre", s.form()),
    "its own e-mail": lambda s: posts(s.other, "/konto/mail", s.form(mail="tyv@eksempel.dk")),
    "new codes": lambda s: posts(s.other, "/konto/koder/nye", s.form(vist=codes_mark(s))),
    "codes called saved": lambda s: posts(s.other, "/konto/koder/gemt", s.form(vist=codes_mark(s))),
    "a passkey of its own": lambda s: posts(s.other, "/konto/noegler", s.form(**making(s))),
    "a question for a passkey": lambda s: posts(s.other, "/konto/noegler/spoerg", s.form()),
    "no passkey": lambda s: posts(s.other, "/konto/noegler/slet", s.form(noegle=key_mark(s))),
    "signing the owner out": lambda s: posts(
        s.other, "/konto/enheder/log-ud", s.form(enhed=device_mark(s, s.owner))
    ),
    "it was me": lambda s: posts(s.other, "/konto/ny-enhed", s.form(svar="mig")),
    "it was not me": lambda s: posts(s.other, "/konto/ny-enhed", s.form(svar="ikke")),
    "erasing": lambda s: posts(s.other, "/mine-ting/slet", s.form()),
}
WITH_OLD: dict[str, Act] = {
    "by name": lambda s: posts(s.outside, "/log-ind", {"navn": NAME, "adgangskode": PASSWORD}),
    "by e-mail": lambda s: posts(s.outside, "/log-ind", {"navn": MAIL, "adgangskode": PASSWORD}),
    "on a known phone": lambda s: posts(
        s.other, "/log-ind", {"navn": NAME, "adgangskode": PASSWORD}
    ),
    "on another's phone": lambda s: posts(
        s.outside, "/log-ind", {"navn": NAME, "adgangskode": PASSWORD, "laant": "1"}
    ),
}


def codes_mark(s: Scene) -> str:
    """As it stands on the page that shows them."""
    first = select(code_rows.c.id).where(code_rows.c.owner == s.world.cast["Anna"].id).limit(1)
    return recovery.mark(s.world.keys, s.world.read(lambda db: db.execute(first).scalar_one()))


def making(s: Scene) -> dict[str, str]:
    question = asked(s.other, "/konto/noegler", konto=s.mark)
    return {
        "spoergsmaal": question["id"],
        "noeglens_svar": Authenticator().make(question["options"]),
    }


def account(world: World) -> list[Any]:
    """All of Anna's account but her logins and what asks for a passkey."""
    anna = world.cast["Anna"].id

    def look(db: Connection) -> list[Any]:
        codes = code_rows
        return [
            db.execute(
                select(
                    people_rows.c.password, people_rows.c.email_index, people_rows.c.erase_minute
                ).where(people_rows.c.id == anna)
            ).all(),
            sorted(
                row.id
                for row in db.execute(select(passkey_rows).where(passkey_rows.c.owner == anna))
            ),
            sorted(
                (row.hash, row.sealed is None)
                for row in db.execute(select(codes).where(codes.c.owner == anna))
            ),
        ]

    return world.read(look)


def test_what_a_change_ends_stays_ended(scene: Scene) -> None:
    """The other browser's act has passed the door; the owner's change ends its login; then it goes
    on: nothing of it is done."""
    crossings = 0
    for end, ends in ENDS.items():
        for name, late in FROM_OTHER.items():
            for nth in (1, 2):
                afresh(scene)
                answer, done, stood = crossed(scene.world, late(scene), ends(scene), nth)
                told = f"{end} during {name}, before write {nth}"
                if not stood:
                    assert nth > 1, f"{told}: it never writes"
                    continue
                assert done.status_code == 303, told
                crossings += 1
                assert answer.status_code == 401, (
                    f"{told}: {answer.status_code} {answer.headers.get('location')}"
                )
                kept = {scene.holds(scene.owner)} if end != "a code from paper" else set()
                assert scene.alive() == kept, told
                assert "set-cookie" not in answer.headers, told
    print(crossings, "crossings")
    assert crossings >= len(ENDS) * len(FROM_OTHER)


def test_an_ended_login_changes_nothing(scene: Scene) -> None:
    """What stood before it goes on is what stands afterwards: the password, the e-mail, codes,
    passkeys, and when all is erased."""
    for name, late in FROM_OTHER.items():
        afresh(scene)
        asks, ends = late(scene), ENDS["signing out elsewhere"](scene)
        before = account(scene.world)
        crossed(scene.world, asks, ends)
        assert account(scene.world) == before, name


def test_nobody_comes_in_with_the_password_of_before(scene: Scene) -> None:
    """The old password was looked at and was right; it is changed; then the login would begin."""
    crossings = 0
    for end in NEW_PASSWORD:
        for name, late in WITH_OLD.items():
            for _ in range(6):
                afresh(scene)
                asks, ends = late(scene), ENDS[end](scene)
                answer, done, stood = crossed(scene.world, asks, ends)
                assert stood and done.status_code == 303, (end, name)
                assert answer.status_code == 422, (
                    f"{end} during a sign-in {name}: {answer.status_code}"
                )
                kept = {scene.holds(scene.owner)} if end == "a new password" else set()
                assert scene.alive() == kept, (end, name)
                crossings += 1
    print(crossings, "crossings")


def test_a_change_ends_the_login_that_began_while_it_was_asked_for(scene: Scene) -> None:
    """The other way round: the change has looked at the password, somebody comes in, then it is
    written."""
    for end in (
        "a new password",
        "signing out elsewhere",
        "another e-mail",
        "a passkey taken away",
    ):
        for name, comes in WITH_OLD.items():
            afresh(scene)
            asks, meanwhile = ENDS[end](scene), comes(scene)
            answer, done, stood = crossed(scene.world, asks, meanwhile)
            assert stood and (answer.status_code, done.status_code) == (303, 303), (end, name)
            assert scene.alive() == {scene.holds(scene.owner)}, (end, name)


def test_a_passkey_that_is_taken_away_opens_nothing_more(scene: Scene) -> None:
    for _ in range(10):
        afresh(scene)
        comes = posts(
            scene.outside, "/log-ind/noegle", signing(scene, "/log-ind/noegle", scene.outside)
        )
        answer, done, stood = crossed(scene.world, comes, ENDS["a passkey taken away"](scene))
        assert stood and done.status_code == 303
        assert answer.status_code == 422
        assert scene.alive() == {scene.holds(scene.owner)}


def test_a_code_from_paper_that_was_replaced_opens_nothing_more(scene: Scene) -> None:
    afresh(scene)
    recovers = posts(
        scene.outside, "/log-ind/kode", {"navn": NAME, "kode": scene.codes[0], "ny": LATER}
    )
    renews = posts(scene.owner, "/konto/koder/nye", scene.form(vist=codes_mark(scene)))
    answer, done, stood = crossed(scene.world, recovers, renews)
    assert stood and (answer.status_code, done.status_code) == (422, 303)
    assert scene.holds(scene.owner) in scene.alive()


def test_a_right_proof_of_an_old_password_is_none(scene: Scene) -> None:
    """In the very login that goes on: two tabs, and one of them changes the password while the
    other says the old one."""
    afresh(scene)
    asks = posts(scene.owner, "/er-det-dig", scene.form(adgangskode=PASSWORD))
    answer, done, _ = crossed(scene.world, asks, ENDS["a new password"](scene))
    assert (answer.status_code, done.status_code) == (422, 303)
    assert scene.alive() == {scene.holds(scene.owner)}


@pytest.mark.parametrize(
    "path", ["/er-det-dig", "/konto/adgangskode", "/konto/log-ud-alle-andre", "/konto/mail"]
)
def test_the_same_form_twice_signs_nobody_out(scene: Scene, path: str) -> None:
    """Whichever answer the browser keeps, it holds a login that lives; and there is one login, not
    two."""
    afresh(scene)
    fields = scene.form(adgangskode=PASSWORD, nu=PASSWORD, ny=NEW, mail="ny@eksempel.dk")
    twice = [posts(scene.owner, path, fields) for _ in range(2)]
    answer, done, stood = crossed(scene.world, twice[0], twice[1])
    assert stood and (answer.status_code, done.status_code) == (303, 303)
    tokens = {
        each.headers["set-cookie"].split(";")[0].split("=")[1].split(".")[0]
        for each in (answer, done)
    }
    assert len(tokens) == 1
    assert scene.holds(scene.owner) in scene.alive()


@pytest.mark.parametrize("path", ["/log-ud", "/skjul", "/laas"])
@pytest.mark.parametrize("goes_late", [True, False])
def test_signing_out_ends_the_login_that_is_being_renewed(
    scene: Scene, path: str, goes_late: bool
) -> None:
    """One tab goes while another tab says «it is me»: nobody is signed in afterwards, whichever
    comes first."""
    afresh(scene)
    goes = posts(scene.owner, path, scene.form())
    proves = posts(scene.owner, "/er-det-dig", scene.form(adgangskode=PASSWORD))
    there = scene.holds(scene.other)
    crossed(scene.world, *((goes, proves) if goes_late else (proves, goes)))
    assert scene.alive() == {there}


async def answered(asks: Asking) -> httpx.Response:
    return await asks()


@pytest.mark.parametrize(
    "renews", ["/er-det-dig", "/konto/adgangskode", "/konto/log-ud-alle-andre", "/log-ind"]
)
def test_an_answer_from_before_the_login_went_on_does_not_bring_it_back(
    scene: Scene, renews: str
) -> None:
    """It would sign out whoever has just confirmed who they are, or whoever has just come in on
    this phone."""
    afresh(scene)
    fields = scene.form(adgangskode=PASSWORD, nu=PASSWORD, ny=NEW, navn=NAME)
    keeps = posts(scene.owner, "/dagbog", scene.form(tekst="Skrevet imens", id=str(uuid4())))
    with clock.held(clock.now() + timedelta(minutes=2)):
        alone = scene.world.runner.run(answered(keeps))
        assert logins.SESSION in alone.headers["set-cookie"], "else every answer renews the cookie"
    with clock.held(clock.now() + timedelta(minutes=4)):
        answer, done, stood = crossed(scene.world, keeps, posts(scene.owner, renews, fields))
        assert stood and (answer.status_code, done.status_code) == (303, 303)
        assert logins.SESSION not in answer.headers.get("set-cookie", "")
        assert scene.holds(scene.owner) in scene.alive()
        assert scene.owner.ask("GET", "/dagbog").status_code == 200


def test_who_was_here_before_is_noted_also_when_their_login_had_ended(world: World) -> None:
    """Signed out elsewhere, then somebody else comes in here: a late answer to the first must not
    set their cookie again."""
    phone = world.signed_in()
    before = logins.presented(world.keys, phone.client.cookies[logins.SESSION])
    assert before is not None and not replaced.lately(before.login)
    world.write(logins.end_all, world.cast["Anna"].id)
    assert (
        phone.send("/log-ind", {"navn": "blid-hare-222", "adgangskode": PASSWORD}).status_code
        == 303
    )
    assert replaced.lately(before.login)
