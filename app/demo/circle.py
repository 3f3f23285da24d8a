"""Who the made-up citizen shares with: a friend and a guide, so that one can see what the other one
sees.

It is all done as people do it: invited, accepted, given, looked at; two days ago, so that nothing
is still waiting to begin.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from app import plan
from app.circle import READ
from app.companions import goings
from app.demo import person, story
from app.foundation import actor, clock, ids
from app.foundation.database import Database
from app.hard_days import askings, day_words
from app.municipality import GUIDE, colleagues, municipalities, team
from app.people import Keyring, Person, people
from app.sharing import RELATIVE, Wish, bonds, grants, view
from app.sign_in import Passwords, recovery, second_factor, sign_in_names

TOWN = "Prøvekøbing"
FRIEND, AT_WORK = "Sara", "Mette"
SHARED = (
    (RELATIVE, "hopes", "coming", "1"), (RELATIVE, "good_things", "now", "1"),
    (GUIDE, "days_words", "coming", "1"), (GUIDE, "hopes", "now", "1"),
    (GUIDE, "goals", "coming", "1"),
)  # fmt: skip


class Account(NamedTuple):
    """How to sign in as somebody. `code_app` is the key for a code app, for those who need one."""

    who: str
    name: str
    password: str
    code_app: str = ""

    def __str__(self) -> str:
        said = f"{self.who}\n  sign-in name: {self.name}\n  password:     {self.password}\n"
        return said + (f"  code app key: {self.code_app}\n" if self.code_app else "")


def everybody(
    db: Database, keys: Keyring, passwords: Passwords, word: Callable[[], str]
) -> list[Account]:
    """The citizen with her year, a friend and a guide, and what she shares with them."""
    anna = db.write_now(person.citizen, keys, passwords, password := word())
    first = Account(f"{anna.nickname}, a citizen", anna.profile.sign_in_name, password)
    return [first, *_gathered(db, keys, passwords, anna.id, word)]


def _gathered(
    db: Database, keys: Keyring, passwords: Passwords, owner: UUID, word: Callable[[], str]
) -> list[Account]:
    with clock.held(clock.now() - timedelta(days=2)):
        friend = db.write_now(_friend, keys, passwords, password := word())
        accounts = [Account(f"{FRIEND}, a friend", friend[1], password)]
        guide = db.write_now(_guide, keys, passwords, password := word())
        accounts.append(Account(f"{AT_WORK}, a guide", guide[1], password, guide[2]))
        on = {RELATIVE: _bonded(db, keys, owner, friend[0], RELATIVE, FRIEND)}
        on[GUIDE] = _bonded(db, keys, owner, guide[0], GUIDE, f"{AT_WORK} fra kommunen")
        with actor.by(person=owner):
            for role, kind, scope, length in SHARED:
                db.write_now(_give, keys, owner, Wish(on[role], kind, scope, length))
        _prepared(db, keys, owner, on, friend[0], guide[0])
    with clock.held(clock.now() - timedelta(hours=20)), actor.by(person=guide[0], second=True):
        db.write_now(_look, keys, guide[0], on[GUIDE])
    return accounts


def _prepared(
    db: Database, keys: Keyring, owner: UUID, on: dict[str, UUID], friend: UUID, guide: UUID
) -> None:
    """For a hard day: the plan in one tap, a word in one tap, a few words from a friend, and a call
    when coming home. And somebody to go out with."""
    with actor.by(person=owner):
        db.write_now(_ready, keys, owner, on[RELATIVE])
        words = db.write_now(
            _ask, keys, owner, on[RELATIVE], askings.HOPE, "Gerne noget om sommerhuset."
        )
        call = db.write_now(_ask, keys, owner, on[GUIDE], askings.CALL, "")
        along = db.write_now(_ask_along, keys, owner, on[RELATIVE])
    with actor.by(person=friend):
        db.write_now(
            _answer,
            keys,
            friend,
            on[RELATIVE],
            words,
            "Du sad på trappen og grinede af mine sko. Det husker jeg.",
        )
        db.write_now(_come_along, keys, friend, on[RELATIVE], along)
    with actor.by(person=guide, second=True):
        db.write_now(_answer, keys, guide, on[GUIDE], call, "")


def _ready(db: Connection, keys: Keyring, owner: UUID, bond: UUID) -> None:
    me = _person(db, keys, owner)
    row = plan.ready.keep(db, me, bond, ("signs", "meet", "hard"), "10 00 00 01")
    plan.ready.confirm_shown(db, me, row, plan.ready.find(db, me, row).words.mark)
    day_words.choose(db, keys, me, [bond])


def _ask(db: Connection, keys: Keyring, owner: UUID, bond: UUID, kind: str, text: str) -> UUID:
    return askings.ask(db, keys, _person(db, keys, owner), ids.new(), bond, kind, text)


def _ask_along(db: Connection, keys: Keyring, owner: UUID, bond: UUID) -> UUID:
    me = _person(db, keys, owner)
    day = me.today + timedelta(days=6)
    words = goings.Words(story.ALONG, day.isoformat(), 14 * 60, "")
    return goings.ask(db, keys, me, ids.new(), bond, words)


def _come_along(db: Connection, keys: Keyring, other: UUID, bond: UUID, row: UUID) -> None:
    goings.answer(db, keys, _person(db, keys, other), bond, row, goings.YES)


def _answer(db: Connection, keys: Keyring, other: UUID, bond: UUID, row: UUID, text: str) -> None:
    askings.answer(db, keys, _person(db, keys, other), bond, row, text)


def _friend(db: Connection, keys: Keyring, passwords: Passwords, password: str) -> tuple[UUID, str]:
    me = _account(db, keys, passwords, password, FRIEND, people.CITIZEN)
    recovery.saved(db, me)
    return me.id, me.profile.sign_in_name


def _guide(
    db: Connection, keys: Keyring, passwords: Passwords, password: str
) -> tuple[UUID, str, str]:
    me = _account(db, keys, passwords, password, AT_WORK, people.STAFF)
    colleagues.employ(
        db,
        me.id,
        municipalities.found(db, TOWN),
        GUIDE,
        team.sealed_name(keys.root, me.id, AT_WORK),
    )
    recovery.saved(db, me)
    return me.id, me.profile.sign_in_name, second_factor.begin(db, me).text


def _account(
    db: Connection, keys: Keyring, passwords: Passwords, password: str, nickname: str, kind: str
) -> Person:
    profile = people.Profile(nickname=nickname, sign_in_name=sign_in_names.suggest())
    actor.becomes(db, fresh := ids.new())
    me = people.create(db, keys, fresh, profile, kind=kind, password=passwords.hash_now(password))
    recovery.make(db, keys, me)
    return me


def _bonded(db: Database, keys: Keyring, owner: UUID, other: UUID, role: str, label: str) -> UUID:
    with actor.by(person=owner):
        code = db.write_now(
            lambda db: bonds.invite(db, keys, _person(db, keys, owner), ids.new(), role, label)
        )
    with actor.by(actor.INVITED, other, second=True):
        return db.write_now(lambda db: bonds.accept(db, keys, _person(db, keys, other), code))


def _give(db: Connection, keys: Keyring, owner: UUID, wish: Wish) -> None:
    grants.give(db, keys, _person(db, keys, owner), ids.new(), wish)


def _look(db: Connection, keys: Keyring, guide: UUID, bond: UUID) -> None:
    view.see(db, keys, _person(db, keys, guide), bond, "hopes", READ["hopes"][0])


def _person(db: Connection, keys: Keyring, who: UUID) -> Person:
    """As somebody is after a whole sign-in."""
    found = people.get(db, keys, who)
    assert found is not None
    found.colleague, found.second = colleagues.of(db, who), True
    return found
