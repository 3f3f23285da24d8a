"""Invitations to work here: a one-time link for one role in one municipality. Only its hash is
kept, so nobody can read it anew."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.letters import bare
from app.municipality.models import municipalities, staff_invitations

DAY = 24 * 60
DAYS = 7
"""Days for which a link works."""
MOST_A_DAY = 10
"""Links a coordinator makes in a day."""


@dataclass(frozen=True, slots=True)
class Invitation:
    id: UUID
    municipality: UUID
    municipality_name: str
    role: str
    expires_minute: int

    @property
    def until(self) -> date:
        """The last day on which it works, all of it."""
        return clock.last_day(self.expires_minute, clock.HOME_ZONE)


FOUND = select(staff_invitations, municipalities.c.name).join(
    municipalities, municipalities.c.id == staff_invitations.c.municipality
)


def make(db: Connection, municipality: UUID, role: str) -> str:
    """A new invitation; returns the secret, which is told once and kept by nobody here. Those long
    past are forgotten."""
    now = clock.minute()
    db.execute(
        delete(staff_invitations).where(staff_invitations.c.made_minute < now - 2 * DAYS * DAY)
    )
    secret = secrets.token_urlsafe(32)
    kept = {"id": ids.new(), "municipality": municipality, "role": role, "secret": _hashed(secret)}
    db.execute(insert(staff_invitations).values(**kept, made_minute=now, expires_minute=_ends()))
    return secret


def make_in_turn(db: Connection, municipality: UUID, role: str) -> str | None:
    """The same, or None when enough were made in the last day: counted while the municipality is
    held, so that links asked for at the same moment, by whichever coordinator, are counted one
    after another."""
    db.execute(
        select(municipalities.c.id)
        .where(municipalities.c.id == municipality)
        .with_for_update(key_share=True)
    )
    return None if many_today(db, municipality) else make(db, municipality, role)


def _ends() -> int:
    """After the last of its days, for a day that is named is a whole one."""
    return clock.after(clock.today(clock.HOME_ZONE) + timedelta(days=DAYS), clock.HOME_ZONE)


def many_today(db: Connection, municipality: UUID) -> bool:
    """Whether enough links were made here in the last day, withdrawn ones too."""
    made = select(func.count()).where(
        staff_invitations.c.municipality == municipality,
        staff_invitations.c.made_minute > clock.minute() - DAY,
    )
    return int(db.execute(made).scalar_one()) >= MOST_A_DAY


def find(db: Connection, secret: str) -> Invitation | None:
    """The open invitation that a link is for. Looking uses nothing up: machines that scan mail open
    links too."""
    row = db.execute(
        FOUND.where(staff_invitations.c.secret == _hashed(bare(secret)), _still_open())
    ).first()
    return (
        Invitation(row.id, row.municipality, row.name, row.role, row.expires_minute)
        if row
        else None
    )


def use(db: Connection, invitation: UUID) -> Invitation | None:
    """Use an invitation up. Two at once: one wins, and the other gets None."""
    spent = update(staff_invitations).where(staff_invitations.c.id == invitation, _still_open())
    if db.execute(spent.values(used_minute=clock.minute())).rowcount != 1:
        return None
    row = db.execute(FOUND.where(staff_invitations.c.id == invitation)).one()
    return Invitation(row.id, row.municipality, row.name, row.role, row.expires_minute)


def open_ones(db: Connection, municipality: UUID) -> list[Invitation]:
    """What is still waiting for somebody, the newest first."""
    mine = FOUND.where(staff_invitations.c.municipality == municipality, _still_open())
    rows = db.execute(
        mine.order_by(staff_invitations.c.made_minute.desc(), staff_invitations.c.id)
    ).all()
    return [
        Invitation(row.id, row.municipality, row.name, row.role, row.expires_minute) for row in rows
    ]


def withdraw(db: Connection, municipality: UUID, invitation: UUID) -> None:
    """The link stops working now. Another municipality's is not found; one that is over already
    stays so."""
    mine = (staff_invitations.c.municipality == municipality) & (
        staff_invitations.c.id == invitation
    )
    if db.execute(select(staff_invitations.c.id).where(mine)).first() is None:
        raise NotFound
    db.execute(
        update(staff_invitations).where(mine, _still_open()).values(expires_minute=clock.minute())
    )


def withdraw_all(db: Connection, municipality: UUID) -> None:
    mine = staff_invitations.c.municipality == municipality
    db.execute(
        update(staff_invitations).where(mine, _still_open()).values(expires_minute=clock.minute())
    )


def _still_open() -> ColumnElement[bool]:
    return staff_invitations.c.used_minute.is_(None) & (
        staff_invitations.c.expires_minute > clock.minute()
    )


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
