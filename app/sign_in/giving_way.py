"""How many logins somebody has at a time, and how many browsers are known of theirs: more than
anybody uses, and no more than are looked through in no time when one of them is ended. All who look
around share one login, which does not begin here."""

from uuid import UUID

from sqlalchemy import Connection, and_, case, delete, select

from app.foundation import clock
from app.people import own
from app.sign_in.models import devices, logins

LOGINS = 200
BROWSERS = 400
"""More than logins: one that is signed out of is known when somebody comes back to it."""


def to_login(db: Connection, owner: UUID, login: bytes, shared_longest: int) -> None:
    """In the write in which it begins. First go those on another's phone that are over, then those
    where the password was said longest ago; nothing else is known here of when one was used."""
    others = select(logins.c.id).where(logins.c.owner == owner, logins.c.id != login)
    if own.up_to(db, others, LOGINS) < LOGINS:
        return
    over = and_(logins.c.shared, logins.c.created_minute < clock.minute() - shared_longest)
    last = (
        case((over, 1), else_=0),
        logins.c.proved_minute.desc(),
        logins.c.came.desc(),
        logins.c.id,
    )
    db.execute(delete(logins).where(logins.c.id.in_(others.order_by(*last).offset(LOGINS - 1))))


def to_browser(db: Connection, owner: UUID, browser: bytes) -> None:
    """The same for one that is known from now on. None is forgotten on which somebody is signed
    in."""
    used = select(logins.c.device).where(logins.c.owner == owner, logins.c.device.is_not(None))
    others = select(devices.c.id).where(devices.c.owner == owner, devices.c.id != browser)
    if own.up_to(db, others, BROWSERS) < BROWSERS:
        return
    there = others.order_by(
        case((devices.c.id.in_(used), 0), else_=1),
        devices.c.created_minute.desc(),
        devices.c.came.desc(),
    )
    db.execute(
        delete(devices).where(
            devices.c.owner == owner, devices.c.id.in_(there.offset(BROWSERS - 1))
        )
    )
