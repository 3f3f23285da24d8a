"""What a worker writes down when it has rung: many at once, and only of what is still its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from msgspec.structs import replace as changed
from sqlalchemy import Connection, delete, select, update

from app.foundation import clock, dialects
from app.reminders import choices, deciding, schedule
from app.reminders.deciding import AGAIN, TELLS, Settled
from app.reminders.due import Called, Ring
from app.reminders.models import occurrences, phones, reminder_choices, tallies
from app.reminders.phones import Phone

Took = dict[UUID, tuple[Ring, Called]]
"""Phones that took it, and what rang there."""
HOUR = 3600
THIS = {"this": occurrences.c.id, "worker": occurrences.c.leased_by}
LET_GO = {"leased_by": None}
MOVE = dialects.Each(
    occurrences,
    THIS,
    {
        "day": occurrences.c.date,
        "due": occurrences.c.due_minute,
        "look": occurrences.c.look_at,
    },
    {"state": schedule.DUE, "tries": 0, **LET_GO},
)
PUT_BACK = dialects.Each(
    occurrences, THIS, {"look": occurrences.c.look_at}, {"state": schedule.AGAIN, **LET_GO}
)
CHOSEN = dialects.Each(
    reminder_choices,
    {"whose": reminder_choices.c.owner, "was": reminder_choices.c.version},
    {"now": reminder_choices.c.version, "words": reminder_choices.c.sealed},
)
TOLD = dialects.Each(
    phones, {"this": phones.c.id, "was": phones.c.sealed}, {"words": phones.c.sealed}
)
"""Not over what the phone itself has said meanwhile: that is looked at first."""


def finish(
    db: Connection, worker: UUID, rung: Sequence[Settled], broken: Iterable[UUID] = ()
) -> None:
    """Write down how it went, whose claim still holds; what another worker has taken over
    meanwhile, or its owner has changed, is theirs."""
    now = clock.minute()
    _put_aside(db, worker, list(broken))
    held = _held(db, worker, rung)
    mine = sorted(
        (each for each in rung if each.rung.ring.id in held), key=lambda each: each.rung.ring.owner
    )
    _occurrences(db, worker, mine)
    _choices(db, mine, now)
    _phones(db, mine, now)
    _count(db, mine)


def _held(db: Connection, worker: UUID, rung: Sequence[Settled]) -> frozenset[UUID]:
    ids = [each.rung.ring.id for each in rung]
    mine = select(occurrences.c.id).where(
        occurrences.c.id.in_(ids), occurrences.c.leased_by == worker
    )
    ordered = mine.order_by(occurrences.c.id).with_for_update(key_share=True)
    return frozenset(db.execute(ordered).scalars()) if ids else frozenset()


def _put_aside(db: Connection, worker: UUID, broken: list[UUID]) -> None:
    """Looked at again in an hour: it keeps nobody waiting, and is not forgotten either."""
    if broken:
        this = (occurrences.c.id.in_(broken), occurrences.c.leased_by == worker)
        later = {"state": schedule.AGAIN, "look_at": int(clock.now().timestamp()) + HOUR}
        db.execute(update(occurrences).where(*this).values(leased_by=None, **later))


def _occurrences(db: Connection, worker: UUID, mine: Sequence[Settled]) -> None:
    moves, back, over = [], [], []
    second = int(clock.now().timestamp())
    for each in mine:
        ring, found = each.rung.ring, each.next
        this = {"this": ring.id, "worker": worker}
        if each.rung.outcome == AGAIN:
            back.append({**this, "look": second + max(1, round(each.rung.wait))})
        elif found is None:
            over.append(ring.id)
        else:
            day = {"day": found.date, "due": found.minute, "look": found.minute * 60}
            moves.append({**this, **day})
    MOVE.run(db, moves)
    PUT_BACK.run(db, back)
    if over:
        db.execute(delete(occurrences).where(occurrences.c.id.in_(over)))


def _choices(db: Connection, mine: Sequence[Settled], now: int) -> None:
    """Those that stand as they were read in one statement; where somebody has changed theirs
    meanwhile, or two things rang for them, one after another."""
    whose: dict[UUID, list[Settled]] = {}
    for each in mine:
        whose.setdefault(each.rung.ring.owner, []).append(each)
    rows = []
    for owner, version in _versions(db, list(whose)):
        first, *more = whose[owner]
        ring = first.rung.ring
        if more or version != ring.version:
            for each in whose[owner]:
                change = partial(deciding.afterwards, each.rung, now)
                choices.changed_for(db, ring.box, owner, change)
        elif first.choices != ring.choices:
            words = ring.box.seal(reminder_choices.name, owner, first.choices)
            rows.append({"whose": owner, "was": version, "now": version + 1, "words": words})
    CHOSEN.run(db, rows)


def _versions(db: Connection, owners: list[UUID]) -> list[tuple[UUID, int]]:
    """Held until the end, so that what stands here is what is changed."""
    found = select(reminder_choices.c.owner, reminder_choices.c.version)
    these = found.where(reminder_choices.c.owner.in_(owners)).order_by(reminder_choices.c.owner)
    return [(row.owner, row.version) for row in db.execute(these.with_for_update(key_share=True))]


def _phones(db: Connection, mine: Sequence[Settled], now: int) -> None:
    gone = [row for each in mine for row in each.rung.gone]
    took = {
        called.id: (each.rung.ring, called)
        for each in mine
        for called in each.rung.ring.phones
        if called.id in each.rung.delivered
    }
    told = [_told(ring, called, now) for ring, called in took.values()]
    if TOLD.run(db, told) < len(told):
        _told_though_opened(db, took, {each["this"]: each["words"] for each in told}, now)
    if gone:
        db.execute(delete(phones).where(phones.c.id.in_(gone)))


def _told(ring: Ring, called: Called, now: int) -> dict[str, Any]:
    fresh = changed(called.phone, delivered=now, told=ring.time)
    words = ring.box.seal(phones.name, called.id, fresh)
    return {"this": called.id, "words": words, "was": called.sealed}


def _told_though_opened(db: Connection, took: Took, written: dict[UUID, bytes], now: int) -> None:
    """The app was opened on some of them while they rang, as it is when somebody tries it: what the
    phone said then stands, and that it rang stands beside it."""
    these = select(phones.c.id, phones.c.sealed).where(phones.c.id.in_(list(took)))
    again = []
    for row in db.execute(these).all():
        ring, called = took[row.id]
        if row.sealed != written[row.id]:
            phone = ring.box.open(Phone, phones.name, row.id, row.sealed)
            again.append(_told(ring, replace(called, phone=phone, sealed=row.sealed), now))
    TOLD.run(db, again)


def _count(db: Connection, mine: Sequence[Settled]) -> None:
    day = clock.day_of_counts()
    for outcome, count in sorted(Counter(each.rung.outcome for each in mine).items()):
        if outcome in TELLS:
            insert = dialects.insert(db, tallies).values(date=day, outcome=outcome, count=count)
            more = {"count": tallies.c.count + count}
            db.execute(insert.on_conflict_do_update(index_elements=["date", "outcome"], set_=more))
