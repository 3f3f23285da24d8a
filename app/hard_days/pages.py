"""Vis mindre, vis mere; a word for today; and what somebody close is asked for."""

from functools import partial

from litestar import get, post

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.letters import worded
from app.foundation.web.answers import (
    again,
    claim,
    flash,
    on_the_page,
    onwards,
    page,
    undoable,
    within,
)
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, PathText, Request
from app.foundation.web.lines import line
from app.foundation.words import say
from app.hard_days import askings, day_words, low_energy
from app.people import own, regrets
from app.reminders import telling
from app.sharing import bonds, enough, grants
from app.sign_in import Doorkeeper, Me, proved, reader, signed_in

NOTICES = {
    "sagt": say("Det kan ses nu. Her står, hvor længe."),
    "taget-tilbage": claim(say("Taget tilbage. Ingen kan se det mere.")),
    "valgt": say(
        "Gemt. Tager du nogen væk, gælder det med det samme. Kommer nogen til, gælder det fra "
        "næste gang du trykker."
    ),
    "spurgt": say("Du har spurgt. Svaret kommer her."),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen. Der bliver ikke spurgt igen.")),
}
ON_PAUSE = say("Du holder pause. Slut pausen, før du spørger.")
FULL = say("Der er ikke plads til at spørge den person om mere. Stop først noget under Deling.")


@post("/vis-mindre", guards=[signed_in])
async def show_less(request: Request, me: Me, db: Db) -> Page:
    form = await read_form(request)
    await db.write(low_energy.begin, me, lasting=form.get("laenge") == "1")
    return onwards(request, within(form.get("til", "/")))


@post("/vis-mere", guards=[signed_in])
async def show_more(request: Request, me: Me, db: Db) -> Page:
    await db.write(low_energy.end, me)
    return onwards(request, within((await read_form(request)).get("til", "/")))


@get("/ord", guards=[signed_in])
async def word(request: Request, me: Me, door: Doorkeeper) -> Page:
    """Three words, one tap. Whoever reads them was chosen on a good day."""
    db = door.db
    said, paused = await db.read(day_words.today, me), await db.read(grants.paused, me)
    cannot = await db.read(day_words.answers, me, said) if said else []
    readers = await db.read(day_words.readers, me) if said and not paused else []
    true = {"sagt": bool(readers), "taget-tilbage": said is None}
    chosen = await db.read(day_words.chosen, me)
    told = await db.read(telling.said_yes, me, said.rung) if said else frozenset()
    return page(
        request,
        "hard_days/word.html",
        tab="plan",
        words=day_words.WORDS,
        chosen=chosen,
        rung=await telling.reached(db, door.keys, [each.id for each in chosen]),
        said=said,
        told_now=told,
        until=clock.last_day(said.ends, me.zone) if said else None,
        readers=readers,
        paused=paused,
        cannot=cannot,
        new_id=ids.new(),
        status=flash(request, NOTICES, true),
    )


@post("/ord", guards=[signed_in])
async def tell(request: Request, me: Me, door: Doorkeeper) -> Page:
    form = await read_form(request)
    word, told = form.get("ord"), await door.db.read(day_words.chosen, me)
    try:
        stands = await door.change(
            me,
            day_words.tell,
            door.keys,
            me,
            day_words.tap(ids.parse_or_new(form.get("id")), word),
            word,
            await telling.reached(door.db, door.keys, [each.id for each in told]),
        )
    except grants.Paused as why:
        return onwards(request, why.leads)
    except NotFound:  # no dead end on a hard day: those who were chosen may have left
        return onwards(request, "/ord")
    return onwards(request, "/ord?besked=sagt" if stands else "/ord")


@post("/ord/slut", guards=[signed_in])
async def take_word_back(request: Request, me: Me, door: Doorkeeper) -> Page:
    await door.db.write(day_words.take_back, door.keys, me)
    return onwards(request, "/ord?besked=taget-tilbage")


@get("/ord/hvem", guards=[proved])
async def ask_whom(request: Request, me: Me, db: Db) -> Page:
    people = [each for each in await db.read(bonds.mine, me) if each.accepted and each.at_work]
    return page(
        request,
        "hard_days/whom.html",
        tab="plan",
        people=people,
        words=day_words.WORDS,
        new_id=ids.new(),
    )


@post("/ord/hvem", guards=[proved])
async def choose(request: Request, me: Me, door: Doorkeeper) -> Page:
    form = await read_form(request)
    chosen = [ids.parse_or_new(each) for each in form.all("hvem")]
    as_named = await door.change(
        me, day_words.choose, door.keys, me, chosen, ids.parse_or_new(form.get("id"))
    )
    return onwards(request, "/ord?besked=valgt" if as_named else "/ord/hvem")


@get("/kreds/{bond_id:uuid}/kan-ikke/{word_id:uuid}", guards=[reader])
async def ask_cannot(request: Request, me: Me, db: Db, bond_id: PathId, word_id: PathId) -> Page:
    if await db.read(day_words.told_to, me, bond_id, word_id):
        return onwards(request, "/kreds?besked=sagt")
    return page(request, "hard_days/cannot.html", tab="circle", bond=bond_id, item=word_id)


@post("/kreds/{bond_id:uuid}/kan-ikke/{word_id:uuid}", guards=[reader])
async def cannot(
    request: Request, me: Me, door: Doorkeeper, bond_id: PathId, word_id: PathId
) -> Page:
    await door.db.write(day_words.cannot, door.keys, me, bond_id, word_id)
    return onwards(request, "/kreds?besked=sagt")


@get("/bedt", guards=[signed_in])
async def asked(request: Request, me: Me, db: Db) -> Page:
    start = request.query_params.get("fra", "")
    found = await db.read(askings.newest, me, start)
    regret = await regrets.named(db, askings.regret, me, undoable(request))
    return page(
        request,
        "hard_days/asked.html",
        tab="plan",
        all=found.things,
        next=found.next,
        kinds=askings.KINDS,
        start=own.place(start),
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/bedt/ny/{what:str}", guards=[proved])
async def ask(request: Request, me: Me, db: Db, what: PathText) -> Page:
    kind = _kind(what)
    if await db.read(grants.paused, me):  # said before somebody writes, not after
        return onwards(request, grants.Paused.leads)
    people = await db.read(askings.to_ask, me, kind)
    return page(
        request,
        "hard_days/ask.html",
        tab="plan",
        kind=kind,
        people=people,
        row=ids.new(),
        whom="",
        text="",
        problems={},
    )


@post("/bedt/ny/{what:str}", guards=[proved], words=("tekst",), taps=("ja",), status_code=200)
async def send(request: Request, me: Me, door: Doorkeeper, what: PathText) -> Page:
    """First as the other will see it, then the yes."""
    kind, form = _kind(what), await read_form(request)
    people = await door.db.read(askings.to_ask, me, kind)
    row, whom, text = ids.parse_or_new(form.get("id")), form.get("hvem"), worded(form.get("tekst"))
    given = {"tab": "plan", "kind": kind, "people": people, "row": row, "whom": whom, "text": text}
    problems = line(form, "tekst", askings.LONGEST)[1] if text else {}
    person = next((each for each in people if str(each.id) == whom), None)
    if person is None:
        problems["hvem"] = say("Vælg hvem du vil spørge.")
    if problems or person is None:
        return again(request, "hard_days/ask.html", problems=problems, **given)
    rung = await telling.reached(door.db, door.keys, [person.id])
    if form.get("ja") != "1":
        return page(
            request,
            "hard_days/look.html",
            tab="plan",
            kind=kind,
            person=person,
            row=row,
            text=text,
            rung=person.id in rung,
        )
    asked = partial(askings.ask, rung=rung)
    try:
        kept = await door.change(me, asked, door.keys, me, row, person.id, kind.code, text)
    except enough.NotGiven as why:  # begun since, or full: what was written is not left behind
        why_not = ON_PAUSE if isinstance(why, grants.Paused) else FULL
        return again(request, "hard_days/ask.html", problems={"hvem": why_not}, **given)
    seen = await door.db.read(askings.seen_now, me, [kept])
    return onwards(request, "/bedt?besked=spurgt" if seen else "/bedt")


@get("/bedt/{asking_id:uuid}", guards=[signed_in])
async def answer(request: Request, me: Me, db: Db, asking_id: PathId) -> Page:
    """The words somebody wrote, opened by the one they are for."""
    found, text = (
        await db.read(askings.find, me, asking_id),
        await db.read(askings.answer_to, me, asking_id),
    )
    return page(request, "hard_days/answer.html", tab="plan", asking=found, text=text)


@post("/bedt/{asking_id:uuid}/slet", guards=[signed_in])
async def take_asking_back(request: Request, me: Me, door: Doorkeeper, asking_id: PathId) -> Page:
    await door.db.write(askings.take_back, door.keys, me, asking_id)
    return onwards(
        request, on_the_page(f"/bedt?besked=slettet&fortryd={asking_id}", await read_form(request))
    )


@post("/bedt/{asking_id:uuid}/fortryd", guards=[signed_in])
async def bring_back(request: Request, me: Me, db: Db, asking_id: PathId) -> Page:
    await db.write(askings.bring_back, me, asking_id)
    return onwards(request, f"/bedt?besked=tilbage&fortryd={asking_id}")


@get("/kreds/{bond_id:uuid}/svar/{question_id:uuid}", guards=[reader])
async def to_answer(request: Request, me: Me, db: Db, bond_id: PathId, question_id: PathId) -> Page:
    kind = await db.read(askings.waiting, me, bond_id, question_id)
    return page(
        request,
        "hard_days/answering.html",
        tab="circle",
        bond=bond_id,
        item=question_id,
        kind=kind,
        text="",
        problems={},
    )


@post("/kreds/{bond_id:uuid}/svar/{question_id:uuid}", guards=[reader], words=("tekst",))
async def give_answer(
    request: Request, me: Me, door: Doorkeeper, bond_id: PathId, question_id: PathId
) -> Page:
    text, problems = line(await read_form(request), "tekst", askings.LONGEST_ANSWER)
    try:
        kind = await door.db.read(askings.waiting, me, bond_id, question_id)
        if problems and (text or kind.code != askings.CALL):  # a yes needs no words
            return again(
                request,
                "hard_days/answering.html",
                tab="circle",
                bond=bond_id,
                item=question_id,
                kind=kind,
                text=text,
                problems=problems,
            )
        await door.db.write(askings.answer, door.keys, me, bond_id, question_id, text)
    except NotFound:
        answered = await door.db.read(askings.is_answered, me, bond_id, question_id)
        # nobody but the citizen can tell whether these are the words that are kept: they are handed
        # back
        if text:
            return page(
                request,
                "hard_days/not_asked.html",
                tab="circle",
                text=text,
                answered=answered,
                status_code=200 if answered else 409,
            )
        if not answered:
            raise
    return onwards(request, "/kreds?besked=svaret")


HANDLERS = [
    show_less, show_more, word, tell, take_word_back, ask_whom, choose, ask_cannot, cannot, asked,
    ask, send, answer, take_asking_back, bring_back, to_answer, give_answer,
]  # fmt: skip


def _kind(what: PathText) -> askings.Kind:
    found = next((kind for kind in askings.KINDS.values() if kind.path == what), None)
    if found is None:
        raise NotFound
    return found
