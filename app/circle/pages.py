"""Kreds: what others share with me, and how one comes to be connected."""

from typing import Any

from litestar import Response, get, post

from app.circle import sharing
from app.circle.shared_views import READ
from app.days import KINDS as DAYS
from app.foundation import actor, ids
from app.foundation.errors import NotFound, Refused, TooMany
from app.foundation.letters import bare
from app.foundation.web.answers import again, claim, flash, language, on_the_page, onwards, page
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Page, PathId, PathText, Request
from app.foundation.words import say
from app.help_now import Line
from app.people import STAFF, Person, own
from app.sharing import (
    BY_PATH,
    GUIDE,
    KINDS,
    Kind,
    bonds,
    twice,
    view,
)
from app.sign_in import Doorkeeper, Me, SecondFirst, anybody, perhaps, reader

A_PAGE = 20
"""People on a page: of each it is looked up what there is and until when."""
NOTICES = {
    "velkommen": claim(say("Nu er I forbundet. Når noget er delt med dig, står det her.")),
    "slut": claim(say("I er ikke forbundet mere.")),
    "slut-her": say("Den forbindelse er slut. I har en forbindelse til."),
    "slut-deler": say(
        "Den forbindelse er slut. Du deler stadig noget med den person. Det kan du stoppe under "
        "Deling."
    ),
    "sagt": say("Det er sagt. Du behøver ikke forklare det."),
    "svaret": say("Tak. Svaret er gemt til den, der spurgte."),
}
OWN = say("Det er din egen invitation. Giv koden til den du vil invitere.")
SOMEBODY = say("En du kender")
"""What is shown for a citizen who gave no name."""
WRONG = say("Koden virker ikke. Den kan være brugt eller for gammel. Bed om en ny.")
NOT_YOURS = say("Den her invitation er til en anden slags konto.")


@get("/kreds", guards=[reader])
async def with_me(request: Request, me: Me, door: Doorkeeper) -> Page:
    """Who shares with me now, A–Å, what and until when. Nothing else is known here, and nobody is
    looked for."""
    start = request.query_params.get("fra", "")
    found = own.some_of(await door.db.read(sharing.people, me), start, A_PAGE)
    held = await door.db.read_shown(sharing.to_be_seen, door.keys, me, found.things)
    none = not (held or found.next or start.strip("0"))
    said, on = request.query_params.get("besked", ""), request.query_params.get("hvem", "")
    end = await door.db.read(twice.so_far, me, said, on)
    true = end | {
        "velkommen": said == "velkommen"
        and await door.db.read(bonds.is_with_me, me, ids.parse_or_new(on))
    }
    return page(
        request,
        "circle/with_me.html",
        tab="circle",
        people=found.things,
        next=found.next,
        none=none,
        held=held,
        start=own.place(start),
        kinds=KINDS,
        somebody=SOMEBODY,
        for_relatives=_for_relatives(request),
        shares=end.get("slut-deler"),
        push_key=request.app.state["signer"].public(),
        status=flash(request, NOTICES, true),
    )


@get("/kreds/{bond_id:uuid}/{kind:str}", guards=[reader], by_itself="selv")
async def read(request: Request, me: Me, door: Doorkeeper, bond_id: PathId, kind: PathText) -> Page:
    """What one person shares. The line in their log is committed before a byte of it leaves."""
    code = _kind(kind).code
    if not _really_read(request):
        return Response(b"", status_code=204)
    fn, template = READ[code]
    show = lambda seen: page(
        request, "circle/read.html", tab="circle", inner=template, **what_is_shown(request, seen)
    )
    whose = lambda db: view.owner_of(db, me, bond_id)
    return await door.db.write_seen(whose, show, view.see, door.keys, me, bond_id, code, fn)


@post("/kreds/{bond_id:uuid}/slut", guards=[reader])
async def leave(request: Request, me: Me, door: Doorkeeper, bond_id: PathId) -> Page:
    await door.db.write(bonds.end, door.keys, me, bond_id, owner=False)
    said = await door.db.read(twice.parted, me, bond_id)
    return onwards(
        request, on_the_page(f"/kreds?besked={said}&hvem={bond_id}", await read_form(request))
    )


@get("/kreds/kom", guards=[perhaps])
async def arrive(request: Request) -> Page:
    """Where an invitation leads. Looking uses nothing up. Staff give their second factor first; the
    link waits in the tab."""
    me: Person | None = request.scope["state"]["me"]
    waits = me is not None and me.kind == STAFF and not me.second
    return page(
        request,
        "circle/arrive.html",
        tab="circle",
        code="",
        invitation=None,
        waits=waits,
        problems={},
    )


@post("/kreds/kom", guards=[anybody], status_code=200)
async def answer(request: Request, me: Me, door: Doorkeeper) -> Page:
    """First who it is from, then the yes. Five wrong codes, and one waits."""
    form = await read_form(request)
    code = bare(form.get("kode"))[:100]
    if me.kind == STAFF and not me.second:
        raise SecondFirst
    if seconds := door.attempts.invitations.take(me.id):
        raise TooMany(seconds)
    try:
        if form.get("ja") == "1":
            with actor.by(actor.INVITED, me.id, second=me.second):
                bond = await door.db.write(bonds.accept, door.keys, me, code)
            door.attempts.invitations.forget(me.id)
            return onwards(request, f"/kreds?besked=velkommen&hvem={bond}")
        with actor.by(actor.INVITED, me.id, second=me.second):
            found = await door.db.read(bonds.open_invitation, door.keys, me, code)
        door.attempts.invitations.give_back(me.id)
    except (NotFound, Refused) as error:
        bond = ids.parse_or_new(form.get("id"))
        if await door.db.read(
            bonds.is_with_me, me, bond
        ):  # said yes a second time: connected is connected
            return onwards(request, f"/kreds?besked=velkommen&hvem={bond}")
        own = OWN if isinstance(error, bonds.Own) else NOT_YOURS
        problems = {"kode": own if isinstance(error, Refused) else WRONG}
        return again(
            request,
            "circle/arrive.html",
            tab="circle",
            code=code,
            invitation=None,
            waits=False,
            problems=problems,
        )
    return page(
        request,
        "circle/arrive.html",
        tab="circle",
        code=code,
        invitation=found,
        guide=found.role == GUIDE,
        waits=False,
        problems={},
    )


HANDLERS = [with_me, read, leave, arrive, answer]


def _kind(path: str) -> Kind:
    if path not in BY_PATH:
        raise NotFound
    return BY_PATH[path]


def _really_read(request: Request) -> bool:
    """Whether somebody gets to see the page: not when a browser only asks for the head, or fetches
    ahead in case."""
    state = request.scope["state"]
    return not state["head"] and b"prefetch" not in state["headers"].get(b"sec-purpose", b"")


def what_is_shown(request: Request, seen: view.Seen[Any]) -> dict[str, Any]:
    """What the page needs, the same for the other and for the owner who looks first."""
    return {
        "bond": seen.bond,
        "role": seen.role,
        "name": seen.name or str(language(request).say(SOMEBODY)),
        "kind": KINDS[seen.kind],
        "until": seen.until,
        "things": seen.content,
        "cut": seen.cut,
        "mark": seen.mark,
        "marks_of": DAYS,
        "for_relatives": _for_relatives(request),
    }


def _for_relatives(request: Request) -> tuple[Line, ...]:
    """The same for both, whatever either has chosen: who looks first sees the very page the other
    gets."""
    found: tuple[Line, ...] = request.app.state["help"].book.for_relatives()
    return found
