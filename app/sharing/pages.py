"""Deling: who sees what, stopping it with one tap, inviting a person, and who has seen what."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from litestar import get, post

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import again, claim, flash, on_the_page, onwards, page
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, PathText, Request
from app.foundation.web.lines import name
from app.foundation.web.qr import square
from app.foundation.words import Say, say
from app.people import own
from app.sharing import answering, apart, bonds, enough, grants, log, remembered, stopping, twice
from app.sharing import overview as overviews
from app.sharing.kinds import BY_PATH, COMPANION, GUIDE, ITEM, KINDS, RELATIVE, ROLES, Kind
from app.sharing.log_sentences import HOW, sentence
from app.sign_in import Doorkeeper, Me, proved, signed_in

NOTICES = {
    "delt": say("Delt. Du kan stoppe det når som helst."),
    "stoppet": claim(say("Stoppet. Det er ikke delt mere.")),
    "noget-endnu": say("Det er stoppet. Noget andet af samme slags er stadig delt."),
    "ogsaa-der": say(
        "Det er stoppet her. Noget af samme slags er stadig delt over jeres anden forbindelse."
    ),
    "stadig": say("Det er stoppet. Med den samme person deler du stadig {what}."),
    "stadig-der": say("Det er stoppet her. Over jeres anden forbindelse deler du stadig {what}."),
    "snart": say(
        "Det er stoppet. Med den samme person deler du snart {what}. Det kan du også stoppe."
    ),
    "trukket": say("Invitationen er trukket tilbage."),
    "alt-stoppet": claim(say("Al deling er stoppet. Ingen andre kan se det, du har delt.")),
    "pause": claim(say("Pause. Ingen andre kan se det, du deler, før du slutter pausen.")),
    "slut-pausen": say("Du holder pause. Slut pausen, før du deler noget nyt."),
    "fyldt": say(
        "Der er ikke plads til flere enkelte ting til den person. Stop nogle af dem, eller del "
        "alt af samme slags."
    ),
    "igang": say("Pausen er slut. Det du deler, kan ses igen."),
    "for-mig-selv": claim(say("Gemt. Den her er kun din, også når du deler andet.")),
    "med-igen": say("Gemt. Den følger med igen, når du deler."),
    "slut": claim(say("I er ikke forbundet mere. Du deler ikke noget med den person.")),
    "slut-her": claim(
        say("Den forbindelse er slut. I har en forbindelse til. Du deler ikke noget over den.")
    ),
    "slut-deler": say(
        "Den forbindelse er slut. I har en forbindelse til. Se her, hvad der er delt over den."
    ),
}
ROLE = {
    GUIDE: say("Din vejleder"),
    RELATIVE: say("Din pårørende"),
    COMPANION: say("En følgeven"),
}
PER_PAGE = 50


@get("/deling", guards=[signed_in])
async def overview(request: Request, me: Me, db: Db) -> Page:
    start = request.query_params.get("fra", "")
    shown, paused = await db.read(overviews.of, me, start), await db.read(grants.paused, me)
    kept_apart = await db.read(
        apart.among,
        me,
        [each.item for given in shown.given.values() for each in given if each.item],
    )
    if (shared := frozenset(await db.read(remembered.shared_until, me))) != me.profile.shares:
        await db.write(remembered.remember, me)  # somebody left, and could not write that here
    so_far, named = await _so_far(request, me, db)
    true = so_far | {
        "alt-stoppet": not shared,
        "pause": paused,
        "slut-pausen": paused,
        "igang": not paused,
    }
    return page(
        request,
        "sharing/sharing.html",
        tab="sharing",
        kinds=KINDS,
        roles=ROLE,
        given=shown.given,
        shared=shared,
        paused=paused,
        people=shown.people,
        twice=shown.twice,
        next=shown.next,
        start=own.place(start),
        apart=kept_apart,
        new_id=ids.new(),
        answered=await db.read(answering.may_have, me),
        status=flash(request, NOTICES | named, true),
    )


@post("/deling/{grant_id:uuid}/stop", guards=[signed_in])
async def stop(request: Request, me: Me, door: Doorkeeper, grant_id: PathId) -> Page:
    said = await door.db.write(stopping.stop, door.keys, me, grant_id)
    return onwards(request, on_the_page(f"/deling?besked={said}", await read_form(request)))


@post("/deling/person/{own_bond_id:uuid}/stop/{kind:str}", guards=[signed_in])
async def stop_kind(
    request: Request, me: Me, door: Doorkeeper, own_bond_id: PathId, kind: PathText
) -> Page:
    """Several single things of one kind, shared with one person, in one tap."""
    said = await door.db.write(stopping.stop_kind, door.keys, me, own_bond_id, _kind(kind).code)
    return onwards(request, on_the_page(f"/deling?besked={said}", await read_form(request)))


@post("/deling/stop-alt", guards=[signed_in])
async def stop_all(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.db.write(stopping.stop_all, door.keys, me)
    return onwards(request, "/deling?besked=alt-stoppet")


@post("/deling/pause", guards=[signed_in])
async def pause(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.db.write(grants.pause, door.keys, me)
    return onwards(request, "/deling?besked=pause")


@post("/deling/pause/slut", guards=[signed_in])
async def resume(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.change(
        me, grants.resume, door.keys, me, ids.parse_or_new((await read_form(request)).get("id"))
    )
    return onwards(request, "/deling?besked=igang")


@get("/deling/inviter", guards=[proved])
async def ask_whom(request: Request) -> Page:
    return page(
        request, "sharing/invite.html", tab="sharing", row=ids.new(), role="", label="", problems={}
    )


@post("/deling/inviter", guards=[proved], status_code=200)
async def invite(request: Request, me: Me, door: Doorkeeper) -> Page:
    """The link and its code are shown to whoever sends this form; afterwards only a hash of it is
    known here. Sent again when somebody has said yes, it leads to them."""
    form = await read_form(request)
    label, problems = name(form, "navn", bonds.LONGEST)
    role, row = form.get("rolle"), ids.parse_or_new(form.get("id"))
    if role not in ROLES:
        problems["rolle"] = say("Vælg om det er en vejleder eller en du kender.")
    if problems:
        return again(
            request,
            "sharing/invite.html",
            tab="sharing",
            row=row,
            role=role,
            label=label,
            problems=problems,
        )
    code = await door.change(me, bonds.invite, door.keys, me, row, role, label)
    if not code:
        return onwards(request, "/deling")
    link = f"{request.app.state['settings'].origins[0]}/kreds/kom#{code}"
    return page(
        request,
        "sharing/invited.html",
        tab="sharing",
        label=label,
        role=role,
        code=code,
        link=link,
        square=square(link),
    )


@get("/deling/person/{own_bond_id:uuid}/slut", guards=[signed_in])
async def ask_end(request: Request, me: Me, db: Db, own_bond_id: PathId) -> Page:
    person = await db.read(bonds.one_of_mine, me, own_bond_id, accepted=False)
    others = await db.read(twice.others, me, own_bond_id)
    return page(
        request,
        "sharing/end.html",
        tab="sharing",
        person=person,
        others=others,
        answered=await db.read(answering.may_have, me),
        start=own.place(request.query_params.get("fra", "")),
    )


@post("/deling/person/{own_bond_id:uuid}/slut", guards=[signed_in])
async def end(request: Request, me: Me, door: Doorkeeper, own_bond_id: PathId) -> Page:
    connected = await door.db.write(stopping.part, door.keys, me, own_bond_id)
    said = await door.db.read(twice.parted, me, own_bond_id) if connected else "trukket"
    return onwards(
        request, on_the_page(f"/deling?besked={said}&hvem={own_bond_id}", await read_form(request))
    )


@get("/deling/ting/{kind:str}/{item_id:uuid}", guards=[signed_in])
async def one_thing(request: Request, me: Me, db: Db, kind: PathText, item_id: PathId) -> Page:
    """One of my things: share it, or keep it to myself whatever else is shared. Nothing of the
    thing itself is shown."""
    kept = await db.read(apart.of_mine, me, item_id)
    return page(
        request,
        "sharing/thing.html",
        tab="sharing",
        kind=_kind(kind),
        item=item_id,
        apart=kept,
        new_id=ids.new(),
        status=flash(request, NOTICES, {"for-mig-selv": kept, "med-igen": not kept}),
    )


@post("/deling/ting/{kind:str}/{item_id:uuid}", guards=[signed_in])
async def keep_apart(
    request: Request, me: Me, door: Doorkeeper, kind: PathText, item_id: PathId
) -> Page:
    out, path = (form := await read_form(request)).get("slut") == "1", _kind(kind).path
    change = partial(apart.release, tap=ids.parse_or_new(form.get("id"))) if out else apart.withhold
    await door.change(me, change, door.keys, me, item_id)
    return onwards(
        request, f"/deling/ting/{path}/{item_id}?besked={'med-igen' if out else 'for-mig-selv'}"
    )


@get("/deling/set", guards=[signed_in])
async def seen(request: Request, me: Me, db: Db) -> Page:
    """Who has seen what. Opening it also quiets the sentence on the front page."""
    before = request.query_params.get("foer", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    lines = await db.read(log.lines, me.box, before=number, most=PER_PAGE + 1)
    shown = lines[:PER_PAGE]
    return page(
        request,
        "sharing/seen.html",
        tab="sharing",
        days=_days(shown, me.zone),
        first=number is None,
        older=shown[-1].number if len(lines) > PER_PAGE else None,
    )


@post("/deling/set/laest", guards=[signed_in])
async def have_read(request: Request, me: Me, db: Db) -> Page:
    """As far as the page had shown: a look that came between page and tap is still told."""
    await db.write(log.have_read, me, (await read_form(request)).get("linje"))
    return onwards(request, "/")


HANDLERS = [
    overview,
    stop,
    stop_kind,
    stop_all,
    pause,
    resume,
    ask_whom,
    invite,
    ask_end,
    end,
    one_thing,
    keep_apart,
    seen,
    have_read,
]


async def _so_far(request: Request, me: Me, db: Db) -> tuple[dict[str, bool], dict[str, Say]]:
    """Whether what is said of what was given, of one stop, or of an end, is so now; and the
    sentence that names what is left."""
    given = request.query_params
    said, whom, what = (given.get(name, "") for name in ("besked", "hvem", "hvad"))
    if said == "fyldt":
        return {said: await db.read(enough.full, me, ids.parse_or_new(whom))}, {}
    if said == "delt":
        return {said: await db.read(stopping.holds, me, ids.parse_or_new(given.get("den", "")))}, {}
    if said not in stopping.SAID:
        return await db.read(twice.so_far, me, said, whom), {}
    left = await db.read(stopping.still, me, said, whom, what)
    return {said: left is not None}, {
        said: Say(NOTICES[said].text, {"what": _all_of(left)})
    } if left else {}


def _all_of(kinds: Sequence[Kind]) -> Say:
    """What they are called to their owner, in one sentence."""
    first, *more = kinds
    return say("{one}, og {other}", one=first.yours, other=_all_of(more)) if more else first.yours


def _kind(path: str) -> Kind:
    kind = BY_PATH.get(path)
    if kind is None or ITEM not in kind.scopes:
        raise NotFound
    return kind


def _days(lines: list[log.Line], zone: str) -> list[tuple[date, list[tuple[str, Say, Say | None]]]]:
    """Lines by day, newest first. The same look again within the hour is one line, with the later
    time."""
    found: dict[date, list[tuple[str, Say, Say | None]]] = {}
    last: tuple[log.Event, int] | None = None
    for each in lines:
        if (
            last is not None
            and each.event == last[0]
            and each.event.what == "seen"
            and last[1] - each.minute < 60
        ):
            continue
        last = (each.event, each.minute)
        day, at = clock.day_of(each.minute, zone), each.at(zone)
        found.setdefault(day, []).append(
            (f"{at:%H:%M}", sentence(each.event), HOW.get(each.event.how))
        )
    return list(found.items())
