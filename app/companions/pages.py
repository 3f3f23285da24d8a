"""Følges med nogen: who, where and when; first as the other will see it, then the yes. And the
other side of it, in the circle."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from litestar import get, post
from sqlalchemy import Connection

from app.companions import commands, goings
from app.companions.commands import LIST, Typed
from app.companions.goings import AFTERWARDS, TO
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.words import say
from app.people import Keyring, Person, own, regrets
from app.places import shelf
from app.reminders import telling
from app.sharing import enough, grants
from app.sign_in import Doorkeeper, Me, proved, reader, signed_in

NOTICES = {
    "spurgt": say("Det er sendt. Svaret kommer her."),
    "aflyst": say("Det er aflyst. Du behøver ikke sige hvorfor."),
    "sagt": say("Gemt til dig selv."),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen. Ingen er spurgt på ny.")),
}
ON_PAUSE = say("Al deling er på pause. Slut pausen først, så kan du spørge.")
FULL = say("Den person kan se meget af det, du har spurgt om. Slet noget af det først.")


@get("/foelges", guards=[signed_in])
async def all_(request: Request, me: Me, db: Db) -> Page:
    start = request.query_params.get("fra", "")
    found = await db.read(goings.newest, me, start)
    regret = await regrets.named(db, goings.regret, me, undoable(request))
    return page(
        request,
        "companions/goings.html",
        tab="find",
        all=found.things,
        next=found.next,
        start=own.place(start),
        afterwards=AFTERWARDS,
        today=clock.on_the_wall(clock.now(), me.zone)[0],
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/foelges/ny", guards=[proved])
async def blank(request: Request, me: Me, door: Doorkeeper) -> Page:
    if await door.db.read(grants.paused, me):  # said before somebody writes, not after
        return onwards(request, grants.Paused.leads)
    typed = await door.db.read(_begun, me, request.query_params)
    return _form(request, await door.db.read(_whom, door.keys, me, typed), typed, ids.new())


@post("/foelges/ny", guards=[proved], words=("tekst",), taps=("ja",), status_code=200)
async def send(request: Request, me: Me, door: Doorkeeper) -> Page:
    """First as the other will see it, then the yes."""
    form = await read_form(request)
    typed, row = commands.read(me, form), ids.parse_or_new(form.get("id"))
    whom = await door.db.read(_whom, door.keys, me, typed)
    person = _chosen(whom, typed, row)
    if person is None:
        typed.problems["hvem"] = say("Vælg hvem du vil spørge.")
    if typed.problems or person is None:
        return _form(request, whom, typed, row)
    rung = await telling.reached(door.db, door.keys, [person.bond] if person.bond else [])
    if form.get("ja") != "1":
        return page(
            request,
            "companions/look.html",
            tab="find",
            person=person,
            row=row,
            typed=typed,
            words=typed.words(),
            rung=bool(rung),
            day=clock.read_day(typed.day),
        )
    try:
        await door.change(me, _ask, door.keys, me, row, person, typed.words(), rung)
    except enough.NotGiven as why:  # begun since, or full: what was written is not left behind
        typed.problems["hvem"] = ON_PAUSE if isinstance(why, grants.Paused) else FULL
        return _form(request, whom, typed, row)
    return onwards(request, "/foelges?besked=spurgt")


@post("/foelges/{going_id:uuid}/aflys", guards=[signed_in])
async def call_off(request: Request, me: Me, db: Db, going_id: PathId) -> Page:
    await db.write(goings.call_off, me, going_id)
    return onwards(request, "/foelges?besked=aflyst")


@post("/foelges/{going_id:uuid}/bagefter", guards=[signed_in])
async def afterwards(request: Request, me: Me, db: Db, going_id: PathId) -> Page:
    says = (await read_form(request)).get("sagt")
    await db.write(goings.say_afterwards, me, going_id, says)
    return onwards(request, "/foelges?besked=sagt")


@post("/foelges/{going_id:uuid}/slet", guards=[signed_in])
async def remove(request: Request, me: Me, door: Doorkeeper, going_id: PathId) -> Page:
    await door.db.write(goings.remove, me, going_id, door.keys)
    return onwards(request, f"/foelges?besked=slettet&fortryd={going_id}")


@post("/foelges/{going_id:uuid}/fortryd", guards=[signed_in])
async def bring_back(request: Request, me: Me, db: Db, going_id: PathId) -> Page:
    await db.write(goings.bring_back, me, going_id)
    return onwards(request, f"/foelges?besked=tilbage&fortryd={going_id}")


@get("/kreds/{bond_id:uuid}/foelges-svar/{going_id:uuid}", guards=[reader])
async def to_answer(request: Request, me: Me, db: Db, bond_id: PathId, going_id: PathId) -> Page:
    state = await db.read(goings.stands, me, bond_id, going_id)
    return page(
        request,
        "companions/answering.html",
        tab="circle",
        bond=bond_id,
        item=going_id,
        state=state,
    )


@post("/kreds/{bond_id:uuid}/foelges-svar/{going_id:uuid}", guards=[reader])
async def answer(
    request: Request, me: Me, door: Doorkeeper, bond_id: PathId, going_id: PathId
) -> Page:
    """Yes, no, or not after all. What was said stands on the page it leads to."""
    says = ANSWERS.get((await read_form(request)).get("svar"))
    if says is None:
        raise NotFound
    await door.db.write(goings.answer, door.keys, me, bond_id, going_id, says)
    return onwards(request, f"/kreds/{bond_id}/foelges")


HANDLERS = [
    all_,
    blank,
    send,
    call_off,
    afterwards,
    remove,
    bring_back,
    to_answer,
    answer,
]
ANSWERS = {"ja": goings.YES, "nej": goings.NO, "alligevel-ikke": goings.OFF}


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody who can be asked: in the circle, or on the list of companions. `code` is what a form
    says of them."""

    code: str
    label: str
    bond: UUID | None = None
    companion: goings.Companion | None = None


@dataclass(frozen=True, slots=True)
class Askable:
    """Those one knows first, and then the municipality's companions where the place is, but for
    those who have said that they cannot that day; `nobody` when that is all of them."""

    people: list[Whom]
    nobody: bool

    @property
    def listed(self) -> list[Whom]:
        return [each for each in self.people if each.companion]


def _whom(db: Connection, keys: Keyring, me: Person, typed: Typed) -> Askable:
    known = [Whom(str(each.id), each.label, each.id) for each in goings.to_ask(db, me)]
    listed = shelf.perhaps(db, UUID(typed.place)) if typed.place else None
    there = goings.companions(db, keys, listed.municipality if listed else None)
    cannot = goings.cannot(db, me, typed.place, typed.day) if there else set()
    left = [each for each in there if each.person not in cannot]
    people = known + [Whom(f"f{each.person.hex}", each.name, None, each) for each in left]
    return Askable(people, bool(there) and not left)


def _chosen(whom: Askable, typed: Typed, row: UUID) -> Whom | None:
    """Of the list it is another each time, so that not one of them is always asked first."""
    if typed.whom == LIST:
        return min(whom.listed, key=lambda each: uuid5(row, each.code), default=None)
    return next((each for each in whom.people if each.code == typed.whom), None)


def _begun(db: Connection, me: Person, asked: Mapping[str, str]) -> Typed:
    """What stands in the form at first: what somebody was asked before, or what the place says."""
    if before := asked.get("efter"):
        return commands.anew(goings.find(db, me, ids.parse(before)).words)
    place = asked.get("sted", "")
    listed = shelf.perhaps(db, ids.parse_or_new(place)) if place else None
    return commands.blank(listed, asked.get("til", ""))


def _ask(
    db: Connection,
    keys: Keyring,
    me: Person,
    row: UUID,
    whom: Whom,
    words: goings.Words,
    rung: Collection[UUID],
) -> UUID:
    if whom.companion is not None:
        return goings.ask_companion(db, keys, me, row, whom.companion, words)
    assert whom.bond is not None
    return goings.ask(db, keys, me, row, whom.bond, words, rung)


def _form(request: Request, whom: Askable, typed: Typed, row: UUID) -> Page:
    answer = again if typed.problems else page
    return answer(
        request,
        "companions/ask.html",
        tab="find",
        whom=whom,
        typed=typed,
        to=TO,
        row=row,
        problems=typed.problems,
    )
