"""What somebody asked others for, and was answered, on its way out. A word for a day is gone with the day."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from app.foundation import clock
from app.hard_days import askings as asked
from app.hard_days.models import askings, cannot_today, day_words
from app.identity import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [_told(db, me, each) for each in asked.mine(db, me)]


def erase(db: Connection, owner: UUID) -> None:
    for table in (cannot_today, day_words, askings):
        own.erase(db, table, owner)


def reseal(db: Connection, me: Person, most: int = 500) -> int:
    """The answers too: they lie in a column of their own."""
    done = own.reseal(db, me, day_words, most) + own.reseal(db, me, askings, most)
    rows = db.execute(select(askings).where(askings.c.owner == me.id, askings.c.answer_sealed.is_not(None))).all()
    for row in [row for row in rows if not me.box.fresh(row.answer_sealed)][:most]:
        text = me.box.open(asked.Answer, askings.name, row.id, row.answer_sealed, "answer_sealed")
        fresh = me.box.seal(askings.name, row.id, text, "answer_sealed")
        db.execute(update(askings).where(askings.c.id == row.id).values(answer_sealed=fresh))
        done += 1
    return done


def sweep(db: Connection) -> int:
    """Words whose day is over, and what was put away more than a day ago."""
    over = db.execute(delete(day_words).where(day_words.c.ends_minute <= clock.minute())).rowcount
    return over + own.sweep(db, day_words) + own.sweep(db, askings)


def _told(db: Connection, me: Person, each: asked.Asking) -> dict[str, Any]:
    answer = asked.answer_to(db, me, each.id) if each.answered else None
    return {"of": each.who, "kind": each.kind.code, "text": each.text, "answer": answer}
