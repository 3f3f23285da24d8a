"""A view of one person's things by another: what the rule lets through is opened, noted, and only
then shown."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
)

from app.foundation import clock
from app.foundation.errors import NotFound
from app.people import Keyring, Person, opened_for
from app.sharing import (
    active_grants,
    bonds,
    called,
    facts,
    grants,
    log,
    narrowing,
    pace,
    rule,
    turns,
)
from app.sharing.kinds import COMING, ITEM, KINDS, MOST
from app.sharing.models import bonds as bond_rows
from app.sharing.noted import Noted

T = TypeVar("T")


@dataclass
class View:
    """What one reader sees of one owner on one bond. `pending` is a grant that its owner looks at
    before it holds.

    `scopes` are those of the grants that hold, so that nothing is looked at which none of them
    reaches. `traced` is which things are shown, and in which version; a `blind` one gathers that
    alone and shows nothing. What is found and left out again counts for nothing: `lowest` and
    `named` are the lowest number of what is shown, and what a grant calls it.
    """

    id: UUID
    on: UUID
    box: Noted
    reader: UUID
    now: int
    second: bool
    pending: tuple[rule.Grant, ...] = ()
    most: int = MOST
    blind: bool = False
    scopes: frozenset[str] = frozenset((COMING,))
    traced: list[str] = field(default_factory=list)
    cut: bool = False
    lowest: int | None = None
    named: set[object] = field(default_factory=set)

    def rows(
        self, db: Connection, table: Table, kind: str, *order: Any, item: rule.Columns = rule.ID
    ) -> Sequence[Row[Any]]:
        """This owner's rows of `table` that the rule lets through, in `order`, all to be shown."""
        return self.show(self.find(db, table, kind, *order, item=item), table, item)

    def find(
        self,
        db: Connection,
        table: Table,
        kind: str,
        *order: Any,
        item: rule.Columns = rule.ID,
        also: Any = None,
        most: int | None = None,
    ) -> Sequence[Row[Any]]:
        """What could be shown; `also` narrows it further."""
        wanted = _rows(table, kind, item, order, also, self.scopes)
        if wished := [_reached(wish, table, item) for wish in self.pending if wish.kind == kind]:
            seen = and_(*rule.of_thing(table, kind, item).values(), or_(*wished))
            seen = or_(seen, and_(*narrowing.seen(table, kind, item, self.scopes)))
            wanted = _ordered(table, (table.c.owner == narrowing.OWNER, seen), order, also)
        asked = rule.bind_params(self.on, self.reader, self.now, second=self.second)
        most = most or min(self.most, KINDS[kind].most)
        found = db.execute(wanted, {"owner": self.id, "most": most + 1, **asked}).all()
        if len(found) > most:
            self.cut, found = True, found[:most]
        return found

    def cut_at(self, find: Callable[[], Sequence[Row[Any]]]) -> tuple[Sequence[Row[Any]], date]:
        """What was found, and the oldest day of it when older ones were left out; otherwise the
        earliest day there is."""
        before, self.cut = self.cut, False
        rows = find()
        oldest = rows[-1].date if self.cut else date.min
        self.cut = self.cut or before
        return rows, oldest

    def show(
        self, rows: Sequence[Row[Any]], table: Table, item: rule.Columns = rule.ID
    ) -> Sequence[Row[Any]]:
        """These are shown; nothing when only a trace of them is wanted."""
        numbers = [row.number for row in rows]
        self.lowest = min(numbers if self.lowest is None else [self.lowest, *numbers], default=None)
        for name in item:
            if name in table.c:
                self.named.update(map(attrgetter(name), rows))
        self.traced += map(str, map(_tells(table), rows))
        return [] if self.blind else rows

    @property
    def trace(self) -> tuple[str, ...]:
        """What a page with this on it stands on. Only what may be seen is in it."""
        return ("held", *sorted(self.traced))

    def until(self, live: Iterable[rule.Grant]) -> int:
        """The first minute in which nothing of it is shown any more. What was stopped between two
        questions looks like any end."""
        if (last := facts.last_minute(live, self.lowest, self.named)) is None:
            raise NotFound
        return last


@lru_cache(maxsize=64)
def _tells(table: Table) -> Callable[[Row[Any]], object]:
    """Which thing it is, where it stands, and its version when that lies in plain. A change of
    anything else is not told."""
    says = (
        column.name
        for column in table.c
        if column.name in ("id", "date") or column.info.get("shows")
    )
    return attrgetter(*("id.int" if name == "id" else name for name in says))


@lru_cache(maxsize=64)
def _rows(
    table: Table,
    kind: str,
    item: rule.Columns,
    order: tuple[Any, ...],
    also: Any,
    scopes: frozenset[str],
) -> Select[Any]:
    """Built once for each place that asks: building the rule costs more than asking it."""
    return _ordered(table, narrowing.seen(table, kind, item, scopes), order, also)


def _ordered(
    table: Table, seen: tuple[ColumnElement[bool], ...], order: tuple[Any, ...], also: Any
) -> Select[Any]:
    """What narrows it comes before the rule, which takes the longest."""
    columns = [column for column in table.c if column.name != "owner"]
    near, standing = seen
    narrow = (near,) if also is None else (near, also)
    return select(*columns).where(*narrow, standing).order_by(*order).limit(bindparam("most"))


def _reached(wish: rule.Grant, table: Table, item: rule.Columns) -> ColumnElement[bool]:
    if wish.scope == ITEM:
        named = [table.c[name] == wish.item for name in item if name in table.c]
        return or_(*named) if named else false()
    return true() if wish.scope == COMING else table.c.number <= wish.upto


@dataclass(frozen=True)
class Seen(Generic[T]):
    """What was shown: by whom it is shared, what, the last day of it in the owner's own time,
    whether older ones were cut, and the mark by which the page asks whether it may go on being
    shown; `end` is that of a look beforehand, to the minute."""

    bond: UUID
    role: str
    name: str
    kind: str
    until: date
    content: T
    cut: bool
    mark: str = ""
    end: int = 0


def owner_of(db: Connection, me: Person, bond: UUID) -> UUID | None:
    """Whose things I ask for, when the bond is mine; whether anything is shared is not said."""
    return db.execute(
        select(bond_rows.c.owner).where(bond_rows.c.id == bond, bond_rows.c.other == me.id)
    ).scalar()


def see(
    db: Connection,
    keys: Keyring,
    me: Person,
    bond: UUID,
    kind: str,
    read: Callable[[Connection, View], T],
) -> Seen[T]:
    """Open what this person may see of a kind, and write it in the owner's log, all in one
    transaction.

    Raises NotFound when nothing of the kind is shared: missing, foreign, stopped and paused look
    the same.
    """
    turns.in_their_turn(db, bond)  # and only then the rule: what waited behind a stop is refused
    now = clock.minute()
    held = rule.to_read(db, bond, kind, me.id, now, second=me.second, most=rule.ALL)
    box, owner = opened_for(db, keys, held.decision)
    view = View(box.owner, bond, Noted(box), me.id, now, me.second, scopes=facts.scopes(held.live))
    content = read(db, view)
    view.box.closed = True
    if not held.whole and not view.box.items:
        # the only things that are shared are put away or kept apart: that looks like any other end
        raise NotFound
    label = called.other(box, bond, held.sealed)
    event = log.Event("seen", label, held.role, kind, how="page", items=log.items(view.box.items))
    pace.note(db, keys, box, bond, event, me)
    until = clock.last_day(view.until(held.live), owner.zone)
    return Seen(
        bond,
        held.role,
        owner.nickname,
        kind,
        until,
        content,
        view.cut,
        marked(keys, me, bond, kind, view.trace),
    )


def foresee(
    db: Connection, me: Person, wishes: Sequence[grants.Wish], read: Callable[[Connection, View], T]
) -> Seen[T]:
    """The same, as it will be: the owner sees through the other's eyes, with the wishes added,
    which are of one kind and for one person. One's own look is not logged. Raises NotFound when a
    single thing is not there to be seen."""
    pending = tuple(grants.pending(db, me, wish) for wish in wishes)
    view, live = _as_other(db, me, pending, Noted(me.box))
    content = read(db, view)
    if any(grant.scope == ITEM and grant.item not in view.named for grant in pending):
        raise NotFound
    end = view.until([*pending, *_beside(pending, live)])
    role = bonds.one_of_mine(db, me, view.on).role
    return Seen(
        view.on,
        role,
        me.nickname,
        pending[0].kind,
        clock.last_day(end, me.zone),
        content,
        view.cut,
        end=end,
    )


def there(
    db: Connection, me: Person, wish: grants.Wish, read: Callable[[Connection, View], object]
) -> None:
    """Raises NotFound when the single thing of a wish is not there to be seen. Nothing is opened
    for that."""
    grant = grants.pending(db, me, wish)
    view, _ = _as_other(db, me, (grant,), Noted(None, closed=True))
    view.blind = True
    read(db, view)
    if grant.item not in view.named:
        raise NotFound


def _as_other(
    db: Connection, me: Person, pending: tuple[rule.Grant, ...], box: Noted
) -> tuple[View, tuple[rule.Grant, ...]]:
    """What the other sees when the wishes hold, and what holds already then."""
    bond, kind = pending[0].bond, pending[0].kind
    other = db.execute(select(bond_rows.c.other).where(bond_rows.c.id == bond)).scalar_one()
    then = max(clock.minute(), *(grant.start for grant in pending))
    there = _held(db, bond, kind, other, then, second=True)
    live = there.live if there else ()
    return View(me.id, bond, box, other, then, True, pending, scopes=facts.scopes(live)), live


def _beside(pending: Sequence[rule.Grant], live: Sequence[rule.Grant]) -> Iterator[rule.Grant]:
    """What goes on beside the wishes. What makes way for one ends with it at the latest, or now."""
    now = clock.minute()
    for grant in live:
        wish = next((each for each in pending if grants.is_same(grant, each)), None)
        if wish is None:
            yield grant
        elif wish.start > now >= grant.start:
            yield replace(grant, end=min(grant.end, wish.end))


def _held(
    db: Connection, bond: UUID, kind: str, reader: UUID, now: int, *, second: bool
) -> rule.LiveGrants | None:
    with suppress(NotFound):
        return rule.to_read(db, bond, kind, reader, now, second=second, most=rule.ALL)
    return None


def trace(
    db: Connection, me: Person, bond: UUID, kind: str, read: Callable[[Connection, View], object]
) -> tuple[str, ...]:
    """What an open page stands on: empty when nothing holds any more. Opens nothing, so nothing is
    noted.

    Only what may be seen is in it: an open page is not told that something hidden happened.
    """
    holds = active_grants.of_kind(db, bond, kind, me)
    if holds is None:
        return ()
    shut, now = Noted(None, closed=True), clock.minute()
    view = View(holds.owner, bond, shut, me.id, now, me.second, blind=True, scopes=holds.scopes)
    read(db, view)
    return view.trace if holds.whole or view.traced else ()


def marked(keys: Keyring, me: Person, bond: UUID, kind: str, trace: Sequence[str]) -> str:
    """A page says with this what it was made of. It tells nobody what that is, and fits no other
    reader, bond or kind."""
    whole = "\n".join((str(me.id), str(bond), kind, *trace))
    return keys.root.mac("open page", whole.encode())[:16].hex()
