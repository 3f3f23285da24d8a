"""Kreds: what others share with me; and the four steps of sharing something myself, each with one question."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post

from app import plan
from app.circle import sharing
from app.circle.shared_views import READ
from app.days import KINDS as DAYS
from app.foundation import actor, clock, ids
from app.foundation.errors import NotFound, Refused, TooMany
from app.foundation.letters import bare
from app.foundation.web.answers import again, claim, flash, language, on_the_page, onwards, page
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, PathText, Request
from app.foundation.words import say
from app.help_now import Line
from app.people import STAFF, Person, own
from app.sharing import BY_PATH, GUIDE, ITEM, KINDS, Kind, Wish, beside, bonds, enough, grants, promised, stopping, twice, view
from app.sign_in import Doorkeeper, Me, SecondFirst, anybody, perhaps, proved, reader, signed_in

A_PAGE = 20
"""People on a page: of each it is looked up what there is and until when."""
NOTICES = {
    "velkommen": claim(say("Nu er I forbundet. Når noget er delt med dig, står det her.")),
    "slut": claim(say("I er ikke forbundet mere.")),
    "slut-her": say("Den forbindelse er slut. I har en forbindelse til."),
    "slut-deler": say("Den forbindelse er slut. Du deler stadig noget med den person. Det kan du stoppe under Deling."),
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
    """Who shares with me now, A–Å, what and until when. Nothing else is known here, and nobody is looked for."""
    start = request.query_params.get("fra", "")
    found = own.some_of(await door.db.read(sharing.people, me), start, A_PAGE)
    held = await door.db.read_shown(sharing.to_be_seen, door.keys, me, found.things)
    none = not (held or found.next or start.strip("0"))
    said, on = request.query_params.get("besked", ""), request.query_params.get("hvem", "")
    end = await door.db.read(twice.so_far, me, said, on)
    true = end | {"velkommen": said == "velkommen" and await door.db.read(bonds.is_with_me, me, ids.parse_or_new(on))}
    return page(request, "circle/with_me.html", tab="circle", people=found.things, next=found.next, none=none, held=held,
                start=own.place(start),
                kinds=KINDS, somebody=SOMEBODY, for_relatives=_for_relatives(request), shares=end.get("slut-deler"),
                status=flash(request, NOTICES, true))  # fmt: skip


@get("/kreds/{bond_id:uuid}/{kind:str}", guards=[reader], by_itself="selv")
async def read(request: Request, me: Me, door: Doorkeeper, bond_id: PathId, kind: PathText) -> Page:
    """What one person shares. The line in their log is committed before a byte of it leaves."""
    code = _kind(kind).code
    if not _really_read(request):
        return Response(b"", status_code=204)
    fn, template = READ[code]
    show = lambda seen: page(request, "circle/read.html", tab="circle", inner=template, **_shown(request, seen))
    whose = lambda db: view.owner_of(db, me, bond_id)
    return await door.db.write_seen(whose, show, view.see, door.keys, me, bond_id, code, fn)


@post("/kreds/{bond_id:uuid}/slut", guards=[reader])
async def leave(request: Request, me: Me, door: Doorkeeper, bond_id: PathId) -> Page:
    await door.db.write(bonds.end, door.keys, me, bond_id, owner=False)
    said = await door.db.read(twice.parted, me, bond_id)
    return onwards(request, on_the_page(f"/kreds?besked={said}&hvem={bond_id}", await read_form(request)))


@get("/kreds/kom", guards=[perhaps])
async def arrive(request: Request) -> Page:
    """Where an invitation leads. Looking uses nothing up. Staff give their second factor first; the link waits in the tab."""
    me: Person | None = request.scope["state"]["me"]
    waits = me is not None and me.kind == STAFF and not me.second
    return page(request, "circle/arrive.html", tab="circle", code="", invitation=None, waits=waits, problems={})


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
        if await door.db.read(bonds.is_with_me, me, bond):  # said yes a second time: connected is connected
            return onwards(request, f"/kreds?besked=velkommen&hvem={bond}")
        own = OWN if isinstance(error, bonds.Own) else NOT_YOURS
        problems = {"kode": own if isinstance(error, Refused) else WRONG}
        return again(request, "circle/arrive.html", tab="circle", code=code, invitation=None, waits=False, problems=problems)
    return page(request, "circle/arrive.html", tab="circle", code=code, invitation=found, guide=found.role == GUIDE, waits=False,
                problems={})  # fmt: skip


@get("/deling/ny", guards=[signed_in])
async def share(request: Request, me: Me, db: Db) -> Page:
    """What, with whom, how long: the first of these that is not answered yet is asked."""
    if await db.read(grants.paused, me):
        return onwards(request, grants.Paused.leads)
    chosen = {name: value for name, value in request.query_params.items() if name in STEPS}
    people = [person for person in await db.read(bonds.mine, me) if person.accepted]
    kind = BY_PATH.get(chosen.get("hvad", ""))
    person = next((each for each in people if str(each.id) == chosen.get("hvem")), None)
    if kind is None or (ITEM in kind.scopes and len(kind.scopes) == 1 and "ting" not in chosen):
        return _ask(request, "what", chosen, kinds=[each for each in KINDS.values() if len(each.scopes) > 1])
    if person is None:
        return _ask(request, "whom", chosen, people=people, kind=kind)
    scope = ITEM if "ting" in chosen else chosen.get("omfang", "now")
    lengths = grants.lengths(person.role, scope)
    if chosen.get("laenge") not in lengths:
        return _ask(request, "how_long", chosen, person=person, kind=kind, lengths=lengths.values(), single=scope == ITEM)
    return onwards(request, f"/deling/ny/se?{urlencode(chosen)}")


@get("/deling/ny/se", guards=[proved])
async def look_first(request: Request, me: Me, door: Doorkeeper) -> Page:
    """See it first: the very page the other will get."""
    db = door.db
    if why := await db.read(grants.why_not, me, wish := _wish(request.query_params)):
        return onwards(request, why)
    wish = await db.read(grants.as_it_is, me, wish)
    fn, template = READ[wish.kind]
    seen = await db.read(view.foresee, me, [wish], fn)
    person = await db.read(bonds.one_of_mine, me, wish.bond)
    until = grants.last_day(me, grants.lengths(person.role, wish.scope)[wish.length])
    becomes = await db.read(grants.pending, me, wish)
    already = await db.read(beside.of, me, becomes)
    return page(request, "circle/foresee.html", tab="sharing", inner=template, row=ids.new(), person=person,
                single=wish.item is not None, waits=becomes.start > clock.minute(),
                already=already, longer=seen.end > already.end,
                last=until, new=wish.scope == "coming", chosen=_chosen(request.query_params),
                shown=promised.said(door.keys, me, becomes),
                here=f"/deling/ny/se?{urlencode(_chosen(request.query_params))}", **_shown(request, seen))  # fmt: skip


@post("/deling/ny", guards=[proved])
async def give(request: Request, me: Me, door: Doorkeeper) -> Page:
    form = await read_form(request)
    wish = _wish(form.as_dict())
    if wish.item is not None:
        await door.db.read(view.there, me, wish, READ[wish.kind][0])
    try:
        given = await door.change(me, promised.give, door.keys, me, ids.parse_or_new(form.get("id")), wish, form.get("vist"))
    except enough.NotGiven as why:
        return onwards(request, why.leads)
    except promised.LookAgain:  # first it is looked at, when it is theirs to give
        return onwards(request, f"/deling/ny/se?{urlencode(_chosen(form.as_dict()))}")
    said = await door.db.read(stopping.told_of, me, wish.bond, wish.kind) if given.ended else f"delt&den={given.id}"
    return onwards(request, f"/deling?besked={said}")


@get("/deling/klar/{ready_id:uuid}", guards=[proved])
async def look_at_ready(request: Request, me: Me, db: Db, ready_id: PathId) -> Page:
    """What one tap on a hard day will show, seen on a good day as the other will see it."""
    ready = await db.read(plan.ready.find, me, ready_id)
    wishes = await db.read(plan.ready.to_look_at, me, ready)
    if not wishes:
        return onwards(request, "/plan/del?besked=tom")
    fn, template = READ["plan"]
    seen = await db.read(view.foresee, me, wishes, fn)
    return page(request, "circle/ready.html", tab="plan", inner=template, ready=ready,
                person=await db.read(bonds.one_of_mine, me, ready.bond), **_shown(request, seen))  # fmt: skip


@post("/deling/klar/{ready_id:uuid}", guards=[proved])
async def make_ready(request: Request, me: Me, door: Doorkeeper, ready_id: PathId) -> Page:
    seen = await door.change(me, plan.ready.confirm_shown, me, ready_id, (await read_form(request)).get("vist"))
    return onwards(request, "/plan/del?besked=klar" if seen else f"/deling/klar/{ready_id}")


@post("/deling/klar/{ready_id:uuid}/del", guards=[signed_in])
async def share_ready(request: Request, me: Me, door: Doorkeeper, ready_id: PathId) -> Page:
    """One tap. Whoever made it ready gave their password then; on a hard day nothing is asked."""
    try:
        something = await door.change(
            me, plan.ready.share, door.keys, me, ready_id, ids.parse_or_new((await read_form(request)).get("id"))
        )
    except enough.NotGiven as why:
        return onwards(request, why.leads)
    except NotFound:  # no dead end on a hard day: whoever one shares with may have left
        return onwards(request, await door.db.read(plan.ready.instead, me, ready_id))
    return onwards(request, f"/plan/del?besked={'delt' if something else 'tom'}&klar={ready_id}")


HANDLERS = [with_me, read, leave, arrive, answer, share, look_first, give, look_at_ready, make_ready, share_ready]
STEPS = ("hvad", "ting", "hvem", "omfang", "laenge")


def _ask(request: Request, step: str, chosen: dict[str, str], **more: Any) -> Page:
    return page(request, f"circle/{step}.html", tab="sharing", chosen=chosen, **more)


def _chosen(given: Any) -> dict[str, str]:
    return {name: given[name] for name in STEPS if given.get(name)}


def _wish(given: Any) -> Wish:
    """What was chosen, from codes and ids only."""
    kind = BY_PATH.get(given.get("hvad", ""))
    if kind is None:
        raise NotFound
    item = ids.parse(given["ting"]) if given.get("ting") else None
    scope = ITEM if item else given.get("omfang") or "now"
    length = given.get("laenge", "")
    if length == grants.ONE_DAY.code:  # only what was made ready beforehand
        raise NotFound
    return Wish(ids.parse(given.get("hvem", "")), kind.code, scope, length, item)


def _kind(path: str) -> Kind:
    if path not in BY_PATH:
        raise NotFound
    return BY_PATH[path]


def _really_read(request: Request) -> bool:
    """Whether somebody gets to see the page: not when a browser only asks for the head, or fetches ahead in case."""
    state = request.scope["state"]
    return not state["head"] and b"prefetch" not in state["headers"].get(b"sec-purpose", b"")


def _shown(request: Request, seen: view.Seen[Any]) -> dict[str, Any]:
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
    """The same for both, whatever either has chosen: who looks first sees the very page the other gets."""
    found: tuple[Line, ...] = request.app.state["help"].book.for_relatives()
    return found
