"""What becomes of something that is due: rung, or let be and why. Plain reckoning, nothing is asked
of a database or a service."""

import random
from dataclasses import dataclass, replace
from uuid import UUID

from msgspec.structs import replace as changed

from app.foundation import clock
from app.reminders import schedule, when
from app.reminders.choices import UNOPENED, Choices, Waiting
from app.reminders.due import Ring
from app.reminders.when import Next

PUSH, MAIL = "push", "mail"
SENT, FAILED, MISSED = "sent", "failed", "missed"
IN_APP, RESTED, STOPPED, DROPPED, AGAIN = "in_app", "rested", "stopped", "dropped", "again"
"""What can become of it: it rang; no service took it in time; it was too late; it stands in the
app; it was let be (a week of rest, a hard day); silence has stopped them; it is of no use any more;
it is tried again."""
TELLS = frozenset({SENT, FAILED, MISSED})
"""Counted for whoever runs the server. What was let be is not: it would tell of hard days."""
FIRST, LONGEST = 5.0, 600.0
"""Seconds before another try, doubled each time."""


@dataclass(frozen=True)
class Plan:
    """Either a way to ring, or what became of it without."""

    way: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Rung:
    """How it went. `gone` are phones that are never called again, `delivered` those that took it,
    `wait` the seconds until another try."""

    ring: Ring
    outcome: str
    gone: tuple[UUID, ...] = ()
    delivered: tuple[UUID, ...] = ()
    wait: float = 0.0


@dataclass(frozen=True)
class Settled:
    """And what is so afterwards: reckoned before anything is written, so that one that cannot be
    reckoned is put aside by itself."""

    rung: Rung
    choices: Choices
    next: Next | None


def decide(ring: Ring, now: int, *, mails: bool) -> Plan:
    """At the minute `now`. Somebody's own reminder asks what they have chosen for all of them; what
    is for another asks whether they said yes to that."""
    if ring.kind == schedule.REMINDER:
        return _own(ring, now, mails=mails)
    if ring.leaves:
        return Plan(outcome=DROPPED)
    if ring.kind == "confirm":
        return Plan(MAIL) if mails and ring.choices.confirming else Plan(outcome=DROPPED)
    late = now - ring.due > when.LATE
    silent = ring.kind == "ring" and (
        ring.at_night is None or (not ring.at_night and _quiet(ring, now))
    )
    return Plan(outcome=DROPPED) if late or silent or not ring.phones else Plan(PUSH)


def _own(ring: Ring, now: int, *, mails: bool) -> Plan:
    of, wish = ring.choices, ring.wish
    assert wish is not None
    if of.stopped:
        return Plan(outcome=STOPPED)
    if ring.leaves or of.rests or (of.hushed == _day(ring, of) and not of.hard_too):
        return Plan(outcome=RESTED)
    if silence(ring) >= UNOPENED:
        return Plan(outcome=STOPPED)
    if now - ring.due > when.LATE or _quiet(ring, now):
        return Plan(outcome=MISSED)
    if of.rung_today(clock.on_the_wall(ring.due, of.zone)[0]) >= of.most:
        return Plan(outcome=IN_APP)
    if ring.phones:
        return Plan(PUSH)
    return Plan(MAIL) if mails and of.mails else Plan(outcome=IN_APP)


def silence(ring: Ring) -> int:
    """How many in a row nobody opened; whoever has written or come in since was not silent."""
    return ring.choices.unopened if ring.number == ring.choices.number else 0


def otherwise(ring: Ring, *, mails: bool) -> Plan:
    """Where no phone is left."""
    return decide(replace(ring, phones=[]), clock.minute(), mails=mails)


def again(ring: Ring, now: int, asked: int) -> float | None:
    """Seconds until another try, as a service asked or a little longer each time and never all at
    once; None when it would be too late."""
    wait = min(FIRST * 2 ** min(ring.tries, 10), LONGEST) * random.uniform(0.5, 1.5)
    wait = max(wait, asked * random.uniform(1.0, 1.2))
    return wait if now + wait / 60 <= ring.due + when.LATE else None


def settled(rung: Rung, now: int) -> Settled:
    """What is known of all of somebody's reminders after this one, and when it rings next."""
    ring = rung.ring
    after = afterwards(rung, now, ring.choices)
    over = ring.wish is None or rung.outcome in (STOPPED, DROPPED, AGAIN)
    return Settled(rung, after, None if over or ring.wish is None else _next(ring, after, now))


def _next(ring: Ring, of: Choices, now: int) -> Next | None:
    assert ring.wish is not None
    return ring.wish.next(now, of, ring.date)


def afterwards(rung: Rung, now: int, of: Choices) -> Choices:
    """What is so of these choices afterwards, also when they were changed meanwhile."""
    ring, outcome = rung.ring, rung.outcome
    if ring.kind != schedule.REMINDER or outcome in (AGAIN, DROPPED):
        return of
    if outcome == STOPPED:
        return changed(of, stopped=True)
    assert ring.reminder is not None
    assert ring.wish is not None
    today = clock.on_the_wall(now, of.zone)[0]
    over = {**schedule.kept_dates(of, today), ring.reminder.hex: ring.date.isoformat()}
    of = changed(of, last=over)
    if outcome == SENT:
        day = clock.on_the_wall(ring.due, of.zone)[0]
        return changed(
            of,
            unopened=silence(ring) + 1,
            number=ring.number,
            rung_on=day.isoformat(),
            rung=of.rung_today(day) + 1,
        )
    if outcome == RESTED and not ring.wish.once:
        return of
    late = outcome in (MISSED, FAILED)
    return of.shows(Waiting(ring.due, ring.wish.kind, ring.wish.path, late))


def _day(ring: Ring, of: Choices) -> str:
    return clock.day_of(ring.due, of.zone).isoformat()


def _quiet(ring: Ring, now: int) -> bool:
    return when.is_quiet(now, ring.choices.zone, ring.choices.quietly)
