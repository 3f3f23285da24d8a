"""An open page that looks at somebody's things knows within a second when it may no longer show
them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Response, get
from litestar.response import Stream

from app.circle.looked import Looked
from app.circle.shared_views import READ, SHELVES
from app.foundation import clock
from app.foundation.errors import AppError, NotFound
from app.foundation.moves import Watch
from app.foundation.web.handler_types import Page, PathId, PathText, Request
from app.foundation.web.streams import Line, Streams
from app.people import Person
from app.sharing import BY_PATH, active_grants, view
from app.sign_in import Door, Doorkeeper, Me, logins, reader, still_here

EVERY = 0.5
"""Seconds between two looks while something happens. The rule is asked anew each time: login,
account, bond, grant, pause, clock."""
SAFE = 60
"""Looks that are left out at most while nobody has written and no minute has gone by: half a
minute, so that no page hangs on being woken."""
QUIET = 30
"""Looks between two signs of life, so that a broken line is noticed."""
LOOKS = 15 * 60 * 2
"""Then a line ends and the page opens a new one, so that none is for ever."""
SOON, LATER = b"retry: 2000\n\n", b"retry: 30000\n\n"
"""When a page whose line ended tries again: at once, or, where there was no room, as seldom as it
asks by itself anyway."""


@get("/kreds/{bond_id:uuid}/{kind:str}/endnu", guards=[reader], by_itself=True)
async def still(
    request: Request, me: Me, door: Doorkeeper, bond_id: PathId, kind: PathText
) -> Page:
    """Whether the page may still be shown as it is, or has to be made anew before anybody sees it;
    asked when a tab comes back."""
    made_of = _made_of(request)
    if not (now := await Look(request, door, bond_id, _code(kind), made_of).mark(me)):
        raise NotFound
    return Response(b"", status_code=204 if made_of in ("", now) else 205)


@get("/kreds/{bond_id:uuid}/{kind:str}/her", guards=[reader], by_itself=True)
async def follow(
    request: Request, me: Me, door: Doorkeeper, bond_id: PathId, kind: PathText
) -> Stream:
    """Says `gone` or `changed`, and ends. Without room for it the page asks by itself every half
    minute, and tries again.

    It holds what may be shown against what the page was made of, not against what there was when
    the line came: what was stopped while none was open is told by the first look, however long that
    one takes and also where there is no room."""
    look = Look(request, door, bond_id, _code(kind), _made_of(request))
    look.made_of = look.shown = await (look.begun if look.made_of else look.mark)(me)
    owner = await door.db.read(view.owner_of, me, bond_id)
    if not look.made_of or owner is None:
        raise NotFound
    events = _events(look, _line(request, me), door.db.moves.watching(owner, me.id))
    return Stream(events, media_type="text/event-stream")


async def _events(
    look: "Look", line: Line | None, watching: AbstractContextManager[Watch]
) -> AsyncIterator[bytes]:
    yield SOON if line else LATER
    ticks = Ticks()
    same: bool | None = None
    try:
        with watching as watch:
            idle = Idle(look, watch)
            while idle.rests() or (same := await look.again(ticks.ends)) is not False:
                if line is None and same and look.looking is None:
                    return
                if ticks.now >= LOOKS or (line is not None and line.over):
                    yield SOON if line is not None and not line.over else LATER
                    return
                if await ticks.next():
                    yield b":\n\n"
        now = await look.now()  # once more: the end may have come between two questions
        yield b"event: changed\ndata: 1\n\n" if now else b"event: gone\ndata: 1\n\n"
    except (
        AppError
    ):  # nobody knows just now: the line ends, nothing is said of what is shared, and the page asks
        return
    finally:
        look.end()


class Idle:
    """Whether a look may be left out: all was well the last time, nobody has written since in any
    process, and no minute has gone by, with which something could have ended."""

    def __init__(self, look: "Look", watch: Watch) -> None:
        self._look, self._watch = look, watch
        self._minute = self._left = 0

    def rests(self) -> bool:
        minute = clock.minute()
        if (
            self._look.settled
            and not self._watch.moved
            and minute == self._minute
            and self._left < SAFE
        ):
            self._left += 1
            return True
        self._minute, self._left = minute, 0
        self._watch.looks()
        return False


class Ticks:
    """A line's own clock: every so often since it began, however long anything takes that is done
    meanwhile. Whoever hears its signs of life would else be told by them that something was looked
    through, and so that the owner wrote what nobody may see."""

    def __init__(self) -> None:
        self.now, self._began = 0, _time()

    @property
    def ends(self) -> float:
        return self._began + (self.now + 1) * EVERY

    async def next(self) -> bool:
        """Waits for the next one, and whether a sign of life is due. Those that went by while
        nobody took what was sent are left out."""
        before = self.now
        await asyncio.sleep(self.ends - _time())
        self.now = max(before + 1, int((_time() - self._began) / EVERY))
        return self.now // QUIET > before // QUIET


@dataclass
class Look:
    """What an open page stands on. Each look asks the whole rule; what is shown is looked through
    again only when the owner or the reader has written something since, or other grants hold: so
    that a page on which nothing happens costs next to nothing.

    Looking through waits for a thread, the rule for none: whoever stops is obeyed while the
    reader's turn has not come yet."""

    request: Request
    door: Door
    bond: PathId
    code: str
    made_of: str
    shown: str = ""
    known: object = None
    settled: bool = False
    """Whether the last look found all as it had been looked through."""
    asking: asyncio.Task[bool] | None = None
    looking: tuple[object, asyncio.Task[str]] | None = None

    async def again(self, ends: float) -> bool | None:
        """Whether it is still what the page was made of, as far as is known when this tick ends;
        None while nobody answers."""
        self.asking, self.settled = self.asking or asyncio.create_task(self._ask()), False
        if not await _is_done(self.asking, ends):
            return None
        asked, self.asking = self.asking, None
        if not asked.result():
            return False
        if self.looking is not None and await _is_done(self.looking[1], ends):
            (since, task), self.looking = self.looking, None
            with suppress(AppError):  # there was no room for it: it is asked again
                self.known, self.shown = since, task.result()
        return self.shown == self.made_of

    async def _ask(self) -> bool:
        """Whether anything may be seen. When something has been written since, what that is begins
        to be looked through."""
        me = await _reader(self.request)
        known = await self._known(me) if me else None
        if me is None or known is None:
            return False
        self.settled = known == self.known
        if not self.settled and self.looking is None:
            self.looking = (known, asyncio.create_task(self._through(me)))
        return True

    def end(self) -> None:
        for task in (self.asking, self.looking and self.looking[1]):
            if task is not None:
                task.cancel()
                # Nobody is left to be told.
                task.add_done_callback(lambda over: over.cancelled() or over.exception())

    async def now(self) -> str:
        """What was seen last, if anything may still be seen."""
        me = await _reader(self.request)
        return self.shown if me is not None and await self._is_shared(me) else ""

    async def begun(self, me: Person) -> str:
        """What the page says it was made of, when anything is shared at all; the first look tells
        whether it is so. Nobody waits for that: hundreds come back at once when the server was
        away."""
        return self.made_of if await self._is_shared(me) else ""

    async def mark(self, me: Person) -> str:
        """Of what may be shown now; empty when that is nothing, and then it is known at once."""
        holds = await self.door.db.read(active_grants.of_kind, self.bond, self.code, me)
        if holds is None:
            return ""
        looked: Looked = self.request.app.state["looked"]
        return await looked.at(
            (me.id, me.second, self.bond, self.code), holds, partial(self._through, me)
        )

    async def _known(self, me: Person) -> object:
        """All that what is shown can change with; None when nothing is shared."""
        holds = await self.door.db.read(active_grants.of_kind, self.bond, self.code, me)
        ends = self.code in SHELVES and SHELVES[self.code].ends
        return holds and (
            holds,
            await self.door.db.moves.of(holds.owner, me.id),
            clock.minute() if ends else None,
        )

    async def _through(self, me: Person) -> str:
        trace = await self.door.db.look_again(
            view.trace, me, self.bond, self.code, READ[self.code][0]
        )
        return view.marked(self.door.keys, me, self.bond, self.code, trace) if trace else ""

    async def _is_shared(self, me: Person) -> bool:
        return await self.door.db.read(active_grants.of_kind, self.bond, self.code, me) is not None


HANDLERS = [still, follow]


async def _is_done(task: asyncio.Task[Any], ends: float) -> bool:
    await asyncio.wait({task}, timeout=max(0.0, ends - _time()))
    return task.done()


def _time() -> float:
    return asyncio.get_running_loop().time()


def _line(request: Request, me: Person) -> Line | None:
    """Given back at the edge when the request is over, however it ends: also when not a byte of it
    was ever made."""
    streams: Streams = request.app.state["streams"]
    line = None if request.scope["state"]["head"] else streams.begin(me.id)
    if line is not None:
        request.scope["state"]["ends"].append(partial(streams.end, line))
    return line


async def _reader(request: Request) -> Person | None:
    with suppress(logins.Expired):
        me: Person | None = await still_here(request)
        return me
    return None


def _made_of(request: Request) -> str:
    """The mark of the page that asks. One from before there were marks has none, and is answered as
    it was then."""
    shown: str = request.query_params.get("vist", "")
    return shown


def _code(path: str) -> str:
    kind = BY_PATH.get(path)
    if kind is None or kind.code not in READ:
        raise NotFound
    return kind.code
