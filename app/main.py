"""The whole house put together: rooms, doors, the edge. It lists; it decides nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from copy import copy
from datetime import date, time
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from markupsafe import Markup

from app import chime, reminders, worker
from app.circle.looked import Looked
from app.foundation import clock, push
from app.foundation import keys as files
from app.foundation.database import Database
from app.foundation.errors import AppError, Closed
from app.foundation.settings import Settings
from app.foundation.web import error_pages, forms, writing
from app.foundation.web.answering import Scope
from app.foundation.web.edge import App, Edge
from app.foundation.web.handler_types import Db, Request
from app.foundation.web.reading import Reading
from app.foundation.web.statics import Statics
from app.foundation.web.streams import Streams
from app.foundation.web.turns import Rows
from app.foundation.words import Language, Words
from app.help_now import ReloadingBook, clock_time, in_words
from app.house import HANDLERS
from app.my_data.copies import Copies
from app.offline import pages as offline
from app.people import Person, lifecycle, master_keys
from app.places import Directory
from app.sign_in import REFUSALS, Attempts, Door, Passwords, changes_hands, cookies

HERE = Path(__file__).parent.parent
lifecycle.check()


def create_app(
    settings: Settings, *, background: bool = True, laid: Litestar | None = None
) -> Edge:
    """The application for a server: the edge around the framework around the rooms. `laid` are the
    rooms as `lay` made them."""
    statics = _statics()
    words = speech(settings.pseudo)
    # First of all: a mistake in the help lines stops the start.
    shelf = ReloadingBook(settings.data / "help")
    db = Database(settings.database_url, durable=settings.durable)
    keys = master_keys.open_up(db, settings)
    door = Door(db, keys, Passwords(keys), Attempts(), confirms=settings.mails) if keys else None
    login_of = partial(cookies.login_of, keys) if keys else lambda _: None
    streams, reading = Streams(), Reading(login_of)
    state = {
        "settings": settings,
        "statics": statics,
        "words": words,
        "db": db,
        "keys": keys,
        "door": door,
        "help": shelf,
        "streams": streams,
        "looked": Looked(),
        "writing": writing.listed(HANDLERS),
        "written": writing.shown(HANDLERS),
        "changes_hands": changes_hands(HANDLERS),
        "reading": reading,
        "copies": Copies(),
        "places": Directory(),
        "imports": set(),
        "background": background,
        "signer": push.Signer(files.push_keys(settings), contact(settings)),
    }
    app = copy(laid) if laid else lay()
    app.state = State(state)
    return Edge(cast(App, app), settings, statics, _calm_page(app), streams, Rows(login_of))


def lay() -> Litestar:
    """All rooms behind the framework, with nothing in them yet. Of a start it takes longest, and a
    copy of it is an app of its own: whoever makes many apps in one process lays the rooms once."""
    return Litestar(
        HANDLERS,
        dependencies={
            "me": Provide(_me, sync_to_thread=False),
            "db": Provide(_db, sync_to_thread=False),
            "door": Provide(_door, sync_to_thread=False),
        },
        exception_handlers={
            **REFUSALS,
            AppError: error_pages.refusal,
            HTTPException: error_pages.framework_refusal,
            Exception: error_pages.our_fault,
        },
        lifespan=[_running],
        openapi_config=None,
        logging_config=None,
        debug=False,
        request_max_body_size=max(forms.WIDE.values()),
    )


@lru_cache(maxsize=1)
def _statics() -> Statics:
    return Statics(HERE / "static")


@lru_cache(maxsize=2)
def speech(pseudo: bool) -> Words:
    """All that the house says, in each language; for a worker too."""
    made = Words(HERE / "locales", HERE / "templates", pseudo=pseudo)
    made.give(
        asset=_statics().url,
        integrity=_statics().integrity,
        five=FIVE,
        icon=_icon,
        forms=offline.FORMS,
        words_of=" ".join(sorted(writing.shown(HANDLERS))),
        moment=clock.milliseconds,
        here=clock.here,
        wall=lambda minute: time(*divmod(minute, 60)),
        reminder_kinds=reminders.chosen.KINDS,
    )
    made.give_each(
        lambda language: {
            "chip": lru_cache(partial(_chip, language)),
            "hours_in_words": lru_cache(partial(in_words, language)),
            "clock_time": partial(clock_time, language),
            "weekday": lambda day: language.weekday(date(2024, 1, 1 + day)),
            "outbox": language.templates.get_template("offline/_outbox.html").render(),
        }
    )
    return made


def contact(settings: Settings) -> str:
    """Whom a push service may write to: as the operator says, else the app's own address."""
    if settings.contact or settings.origins[0].startswith("https://"):
        return settings.contact or settings.origins[0]
    return "https://fodfaeste.invalid"  # on one's own machine: nobody is called but to try it


FIVE = {each.code: each for each in chime.DIMENSIONS}


@lru_cache(maxsize=256)
def _icon(name: str, flip: bool = False) -> Markup:
    """An icon of the sprite; never alone, a word stands beside it. Made once, since a page holds
    many."""
    kind = "icon flip" if flip else "icon"
    use = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>')
    return use.format(kind, _statics().url("icons.svg"), name)


def _chip(language: Language, code: str) -> Markup:
    """One of the five as a small label."""
    each = FIVE[code]
    return Markup('<li class="chip dim-{}">{}{}</li>').format(
        code, _icon(each.icon), language.say(each.word)
    )


def _me(request: Request) -> Person:
    me: Person = request.scope["state"]["me"]
    return me


def _db(state: State, me: NamedDependency[Any]) -> Database:
    """Asks for `me` first, so that the framework hands these out one after another and starts no
    task group for them."""
    db: Database = state["db"]
    return db


def _door(state: State, db: Db) -> Door:
    if state["door"] is None:
        raise Closed
    door: Door = state["door"]
    return door


def _calm_page(app: Litestar) -> Any:
    """What the edge answers when it refuses: the same calm page, outside the framework's
    routing."""

    def answer(scope: Scope, error: AppError) -> App:
        scope["litestar_app"] = app
        request: Request = Request(cast(Any, scope))
        return cast(
            App, error_pages.refusal(request, error).to_asgi_response(app=None, request=request)
        )

    return answer


async def _places_ready(state: State) -> None:
    """So that whoever looks for a place first does not wait for all of them to be put in order."""
    with suppress(Exception):  # asked for again by whoever comes
        await state["places"].look(state["db"])


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    state = app.state
    ready = asyncio.create_task(_places_ready(state))
    tasks = (
        worker.begin(state["db"], state["keys"], state["settings"], state["words"], state["signer"])
        if state["background"] and state["keys"]
        else []
    )
    try:
        yield
    finally:
        await worker.end([*tasks, ready])
        state["reading"].close()
        state["db"].close()
