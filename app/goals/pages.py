"""Mål og skridt: one thing asked a page, no dates demanded, every state as good as another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from app import reminders
from app.foundation import ids
from app.foundation.database import Database
from app.foundation.web.answers import (
    Messages,
    again,
    changed,
    claim,
    flash,
    onwards,
    page,
    undoable,
)
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.lines import line
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.goals import commands, kept, small_steps
from app.goals.small_steps import Words as StepWords
from app.people import Person, own, regrets
from app.reminders import asks
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Gemt. Ingen andre i appen kan se det."), "goals"),
    "god-ting": claim(say("Gemt. Ingen andre i appen kan se det."), "good_things"),
    "slettet": claim(say("Målet er væk herfra. Du kan hente det tilbage i et døgn.")),
    "skridt-slettet": claim(say("Skridtet er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen.")),
    "hvile": say("Målet hviler nu. Det venter på dig, så længe det skal."),
    "naaet": say("Du er nået dertil. Det er dit."),
    "slip": say("Du har givet slip. Det kan være et skridt i sig selv."),
    "i-gang": say("Målet er i gang igen."),
}


@get("/maal", guards=[signed_in])
async def goals(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(kept.newest, me, request.query_params.get("fra", ""))
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "goals/goals.html",
        tab="mine",
        goals=kept.by_state(found.things),
        next=found.next,
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/maal/nyt", guards=[signed_in])
async def blank(request: Request, me: Me, db: Db) -> Page:
    return await _asks_for_goal(request, me, db, {}, "")


@post("/maal", guards=[signed_in], words=("tekst",))
async def begin(request: Request, me: Me, db: Db) -> Page:
    asked = commands.begin(me, await read_form(request))
    if asked.problems:
        return await _asks_for_goal(request, me, db, asked.problems, asked.typed[1])
    return onwards(request, await db.write(asked.do))


@get("/maal/{goal_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, goal_id: PathId) -> Page:
    goal, more = await db.read(kept.with_steps, me, goal_id, request.query_params.get("fra", ""))
    steps = [step.id for step in goal.steps]
    regret = await regrets.named(db, small_steps.regret, me, undoable(request))
    return page(
        request,
        "goals/goal.html",
        tab="mine",
        goal=goal,
        next=more,
        asked=None,
        reminded=await db.read(reminders.chosen.things, me, steps),
        undo=regret.undo,
        status=flash(request, NOTICES, _so(goal, regret)),
        **_blank_step(),
    )


@get("/maal/{goal_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, goal_id: PathId) -> Page:
    goal = await db.read(kept.find, me, goal_id)
    return page(
        request,
        "goals/write.html",
        tab="mine",
        action=f"{goal.path}/ret",
        new_id=goal.id,
        text=goal.text,
        problems={},
        many=False,
        shown=own.mark(kept.Words(goal.text)),
    )


@post("/maal/{goal_id:uuid}/ret", guards=[signed_in], words=("tekst",))
async def change(request: Request, me: Me, db: Db, goal_id: PathId) -> Page:
    text, problems = line(form := await read_form(request), "tekst", kept.LONGEST)
    if problems:
        return again(
            request,
            "goals/write.html",
            tab="mine",
            action=f"/maal/{goal_id}/ret",
            new_id=goal_id,
            text=text,
            problems=problems,
            many=False,
            shown=form.get("vist"),
        )
    await db.write(kept.change, me, goal_id, kept.Words(text), form.get("vist"))
    return onwards(request, f"/maal/{goal_id}?besked=gemt")


def _turn(word: str, state: str) -> HTTPRouteHandler:
    """A door per change of state, so that each has an address with a name of its own."""

    @post(f"/maal/{{goal_id:uuid}}/{word}", guards=[signed_in], name=f"goal {state}")
    async def turn(request: Request, me: Me, db: Db, goal_id: PathId) -> Page:
        await db.write(kept.turn, me, goal_id, state)
        return onwards(request, f"/maal/{goal_id}?besked={word}")

    return turn


@get("/maal/{goal_id:uuid}/skridt", guards=[signed_in])
async def asks_for_step(request: Request, me: Me, db: Db, goal_id: PathId) -> Page:
    goal = await db.read(kept.find, me, goal_id)
    many = await db.read(kept.active, me) > kept.GENTLE_AT
    return page(
        request,
        "goals/step.html",
        tab="mine",
        action=f"{goal.path}/skridt",
        goal=goal,
        many=many,
        **_blank_step(),
    )


@post("/maal/{goal_id:uuid}/skridt", guards=[signed_in], words=("tekst", "hvornaar", "hvem"))
async def add_step(request: Request, me: Me, db: Db, goal_id: PathId) -> Page:
    asked = commands.add_step(me, await read_form(request), goal_id)
    if asked.problems:
        row, words = asked.typed
        goal = await db.read(kept.find, me, goal_id)
        return again(
            request,
            "goals/step.html",
            tab="mine",
            action=f"{goal.path}/skridt",
            goal=goal,
            **_typed_step(row, words, asked.problems),
        )
    return onwards(request, await db.write(asked.do))


@get("/skridt/{step_id:uuid}/ret", guards=[signed_in])
async def edit_step(request: Request, me: Me, db: Db, step_id: PathId) -> Page:
    step = await db.read(small_steps.find, me, step_id)
    goal = await db.read(kept.find, me, step.goal)
    words = StepWords(step.text, step.when, step.who)
    return page(
        request,
        "goals/step.html",
        tab="mine",
        action=f"{step.path}/ret",
        goal=goal,
        shown=own.mark(words),
        **_typed_step(step.id, words, {}),
    )


@post("/skridt/{step_id:uuid}/ret", guards=[signed_in], words=("tekst", "hvornaar", "hvem"))
async def change_step(request: Request, me: Me, db: Db, step_id: PathId) -> Page:
    words, problems = commands.read_step(form := await read_form(request))
    if problems:
        step = await db.read(small_steps.find, me, step_id)
        goal = await db.read(kept.find, me, step.goal)
        return again(
            request,
            "goals/step.html",
            tab="mine",
            action=f"{step.path}/ret",
            goal=goal,
            shown=form.get("vist"),
            **_typed_step(step_id, words, problems),
        )
    goal_id = await db.write(small_steps.change, me, step_id, words, form.get("vist"))
    return onwards(request, f"/maal/{goal_id}?besked=gemt")


def _step_turn(word: str, state: str) -> HTTPRouteHandler:
    @post(f"/skridt/{{step_id:uuid}}/{word}", guards=[signed_in], name=f"step {state}")
    async def turn(request: Request, me: Me, db: Db, step_id: PathId) -> Page:
        do = commands.turn_step(me, await read_form(request), step_id, state).do
        place, step, goal = await db.write(lambda db: (do(db), *_step_of(db, me, step_id)))
        known = {"step": step, "goal": goal, "asked": step.id}
        known["reminded"] = await db.read(reminders.chosen.things, me, [step.id])
        return changed(request, place, "goals/_step.html", **known)

    return turn


@get("/skridt/{step_id:uuid}/mind-mig", guards=[signed_in])
async def ask_when(request: Request, me: Me, db: Db, step_id: PathId) -> Page:
    """When to be reminded of a step; of one that somebody is reminded of already, where that is
    changed."""
    step = await db.read(small_steps.find, me, step_id)
    if there := await db.read(reminders.chosen.of_thing, me, step.id):
        return onwards(request, there.path)
    typed = reminders.commands.blank("step")
    return asks(request, me, f"{step.path}/mind-mig", typed, ids.new(), back=f"/maal/{step.goal}")


@post("/skridt/{step_id:uuid}/mind-mig", guards=[signed_in])
async def remind(request: Request, me: Me, db: Db, step_id: PathId) -> Page:
    step, form = await db.read(small_steps.find, me, step_id), await read_form(request)
    typed, home = reminders.commands.read(me, form, "step"), f"/maal/{step.goal}"
    row = ids.parse_or_new(form.get("id"))
    if typed.problems:
        return asks(request, me, f"{step.path}/mind-mig", typed, row, back=home)
    there = await db.read(reminders.chosen.of_thing, me, step.id)
    if there and there.id != row:  # another tab was quicker: a step has one
        return onwards(request, there.path)
    await db.write(reminders.chosen.keep, me, row, typed.wish(home), step.id)
    return onwards(request, "/paamindelser?besked=gemt")


STATES = {"hvile": "resting", "naaet": "reached", "slip": "let_go", "i-gang": "active"}
TURNS: list[Callable[..., Any]] = [
    *(_turn(word, state) for word, state in STATES.items()),
    *(_step_turn(word, state) for word, state in commands.TURNS.items()),
]
GOALS = away_and_back("/maal/{goal_id:uuid}", kept, signed_in)
STEPS = away_and_back(
    "/skridt/{step_id:uuid}",
    small_steps,
    signed_in,
    shown=lambda step: f"/maal/{step.goal}",
    said="skridt-slettet",
)
HANDLERS = [
    goals,
    blank,
    begin,
    show,
    edit,
    change,
    *GOALS,
    asks_for_step,
    add_step,
    edit_step,
    change_step,
    ask_when,
    remind,
    *STEPS,
    *TURNS,
]


def _so(goal: kept.Goal, regret: regrets.Regret) -> dict[str, bool]:
    """What a goal's own page may be told: of a step that was put away, and of the state it was
    brought into."""
    states = {code: goal.state == state for code, state in STATES.items()}
    return states | {"skridt-slettet": regret.undo is not None, "tilbage": regret.back}


def _step_of(db: Connection, me: Person, row: UUID) -> tuple[small_steps.Step, kept.Goal]:
    """A step and its goal, both there: what is refused for want of one of them has changed
    nothing."""
    step = small_steps.find(db, me, row)
    return step, kept.find(db, me, step.goal)


async def _asks_for_goal(
    request: Request, me: Person, db: Database, problems: Messages, text: str
) -> Page:
    many = await db.read(kept.active, me) >= kept.GENTLE_AT
    answer = again if problems else page
    return answer(
        request,
        "goals/write.html",
        tab="mine",
        action="/maal",
        new_id=ids.new(),
        text=text,
        problems=problems,
        many=many,
    )


def _blank_step() -> dict[str, Any]:
    return _typed_step(ids.new(), StepWords(""), {})


def _typed_step(row: UUID, words: StepWords, problems: Messages) -> dict[str, Any]:
    return {"new_id": row, "words": words, "problems": problems}
