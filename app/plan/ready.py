"""A share of the plan made ready on a good day: with whom, and which parts. On a hard day one tap
makes it hold for 24 hours.

It is no alarm. The other sees it when they open the app, and the page says so.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, exists, select

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.people import Keyring, Person, own
from app.plan import kept
from app.plan.models import plan_lines, plan_sections, ready_shares
from app.plan.parts import PARTS
from app.plan.reading import NAMED
from app.reminders import telling
from app.sharing import COMING, ITEM, Given, Wish, bonds, grants, keeping, once, rule, turns

DAY = grants.ONE_DAY.code
NOT_READY, PARTED, NOT_IN_USE = WHY = "klar-slettet", "vaek", "lukket"


class Words(msgspec.Struct, frozen=True):
    """What is sealed of it. `parts`: what a tap shares, seen by its maker as the other will see it.
    `wished`: what was chosen since and not looked at yet; until then the tap shares what it did
    before."""

    parts: tuple[str, ...] = ()
    number: str = ""
    wished: tuple[str, ...] = ()
    rung_until: int = 0
    """The end of the share for which the tap was to ring at theirs."""

    @property
    def rung(self) -> bool:
        return self.rung_until > clock.minute()

    @property
    def looked(self) -> bool:
        return bool(self.parts)

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.wished or self.parts

    @property
    def mark(self) -> str:
        """What a look has shown: a yes is to this and to nothing chosen since."""
        return hashlib.sha256(repr(self.chosen).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Ready:
    """`name` is what the citizen calls the other; `tap` is the id of one form that shares it, so
    that it shares once."""

    id: UUID
    bond: UUID
    name: str
    words: Words
    tap: UUID

    @property
    def tel(self) -> str:
        return kept.tel(self.words.number)


def keep(db: Connection, me: Person, bond: UUID, parts: Sequence[str], number: str) -> UUID:
    """One for each person. Other parts have to be looked at before a tap shares them; another
    number does not."""
    turns.in_turn(db, me)
    bonds.one_of_mine(db, me, bond)
    chosen = tuple(part for part in PARTS if part in parts)
    row = db.execute(
        select(ready_shares).where(ready_shares.c.owner == me.id, ready_shares.c.bond == bond)
    ).first()
    if row is None:
        return keeping.keep(db, me, ready_shares, ids.new(), Words((), number, chosen), bond=bond)
    before = own.opened(me, ready_shares, Words, row) if row.gone_minute is None else Words()
    own.change(
        db,
        me,
        ready_shares,
        row.id,
        Words(before.parts, number, () if chosen == before.parts else chosen),
    )
    found: UUID = row.id
    return found


def confirm_shown(db: Connection, me: Person, row: UUID, shown: str) -> bool:
    """Yes to what was shown. Returns False when something else has been chosen since: that has to
    be looked at first."""
    words = find(db, me, row).words
    if words.mark != shown:
        return False
    own.change(db, me, ready_shares, row, Words(words.chosen, words.number))
    return True


def find(db: Connection, me: Person, row: UUID) -> Ready:
    found = next((each for each in all_of(db, me) if each.id == row), None)
    if found is None:
        raise NotFound
    return found


def all_of(db: Connection, me: Person) -> list[Ready]:
    """Those whose person is still there to be shared with, in the order they were made."""
    names = {each.id: each.label for each in bonds.mine(db, me) if each.accepted and each.at_work}
    mine = select(ready_shares).where(
        ready_shares.c.owner == me.id, ready_shares.c.gone_minute.is_(None)
    )
    rows = db.execute(mine.order_by(ready_shares.c.number)).all()
    return [_opened(me, row, names[row.bond]) for row in rows if row.bond in names]


def to_look_at(db: Connection, me: Person, ready: Ready) -> list[Wish]:
    return _wishes(db, me, ready.bond, ready.words.chosen)


def _wishes(db: Connection, me: Person, bond: UUID, parts: Iterable[str]) -> list[Wish]:
    """Each of these parts in which something is to be seen, for 24 hours."""
    return [Wish(bond, "plan", ITEM, DAY, section) for section in _seen(db, me, parts)]


def _seen(db: Connection, me: Person, parts: Iterable[str]) -> list[UUID]:
    """The names of those of these parts in which there is a line that the rule would show: neither
    it nor its part is kept apart. Each part is asked whether it has one; how many lines there are,
    and how much is kept apart, is nothing to it."""
    of_it = (
        plan_lines.c.section == plan_sections.c.id,
        plan_lines.c.owner == plan_sections.c.owner,
    )
    shown = (
        exists()
        .where(*of_it, *rule.of_thing(plan_lines, "plan", NAMED).values())
        .correlate(plan_sections)
    )
    mine = select(plan_sections.c.part, plan_sections.c.id).where(
        plan_sections.c.owner == me.id, shown
    )
    there = {row.part: row.id for row in db.execute(mine)}
    return [there[part] for part in parts if part in there]


def share(
    db: Connection,
    keys: Keyring,
    me: Person,
    row: UUID,
    tap: UUID | None = None,
    rung: Collection[UUID] = (),
) -> bool:
    """The tap; it rings at the other's when they are among `rung`. What the other may see for
    longer already stays as it is; the same form again, after it was stopped, shares nothing.
    Returns whether there was anything to share.

    Raises NotFound for what was never looked at, and when the other is not there any more;
    enough.NotGiven in a pause, or when the other is shown as much one by one as there is room for.
    """
    grants.not_paused(db, me)
    ready = find(db, me, row)
    if not ready.words.looked:
        raise NotFound
    wished, until = _wishes(db, me, ready.bond, ready.words.parts), clock.minute() + 24 * 60
    longer = {
        each.item
        for each in _given(db, me, [wish.item for wish in wished]).get(ready.bond, ())
        if each.end >= until and each.scope in (ITEM, COMING)
    }
    fresh = wished if tap is None or once.first(db, me, tap) else []
    for wish in fresh:
        if not {wish.item, None} & longer:
            grants.give(db, keys, me, ids.new(), wish)
    if fresh:
        rings = telling.ring(db, me, [ready.bond] if ready.bond in rung else [])
        words = msgspec.structs.replace(ready.words, rung_until=until if rings else 0)
        own.change(db, me, ready_shares, row, words)
    return bool(wished)


def instead(db: Connection, me: Person, row: UUID) -> str:
    """Where a tap that shared nothing leads, with what is said of it."""
    why = why_not(db, me, row)
    return f"/plan/del?besked={why}&klar={row}" if why else "/plan/del"


def so_far(db: Connection, me: Person, said: str, row: str) -> dict[str, bool]:
    """Whether what an address says of that is so now."""
    return {said: said == why_not(db, me, ids.parse_or_new(row))} if said in WHY else {}


def why_not(db: Connection, me: Person, row: UUID) -> str:
    """Why a tap on this can share nothing: it is not ready any more, the two have parted, or the
    other's account is not in use. Empty when it can, once it has been looked at."""
    mine = select(ready_shares.c.bond).where(
        ready_shares.c.id == row, ready_shares.c.owner == me.id
    )
    bond = db.execute(mine.where(ready_shares.c.gone_minute.is_(None))).scalar()
    if bond is None:
        return NOT_READY
    whose = next((each for each in bonds.mine(db, me) if each.id == bond and each.accepted), None)
    if whose is None:
        return PARTED
    return "" if whose.at_work else NOT_IN_USE


def shared_until(db: Connection, me: Person, made: Sequence[Ready]) -> Mapping[UUID, date]:
    """Until when each of those who can now read something of these parts can, by bond. What is the
    same for all of them is asked once: somebody may have made it ready for many."""
    if not made or grants.paused(db, me):
        return {}
    given, found = _given(db, me, _seen(db, me, PARTS)), dict[UUID, date]()
    for each in made:
        if open_ := [
            one for one in given.get(each.bond, ()) if each.words.looked or one.item is None
        ]:
            found[each.bond] = max(open_, key=lambda one: one.end).until
    return found


def _given(db: Connection, me: Person, items: Sequence[UUID | None]) -> Mapping[UUID, list[Given]]:
    """What of these parts of the plan is open now, by themselves or with the whole, by bond."""
    given = grants.given(db, me, "plan", [each for each in items if each])
    return {bond: [each for each in there if not each.waits] for bond, there in given.items()}


def remove(db: Connection, me: Person, row: UUID) -> None:
    own.remove(db, me, ready_shares, row)


def _opened(me: Person, row: Row[*tuple[Any, ...]], name: str) -> Ready:
    return Ready(row.id, row.bond, name, own.opened(me, ready_shares, Words, row), ids.new())
