"""What somebody asked others for, and was answered, on its way out; and the word that stands today,
which is gone with the day."""

from typing import Any

from sqlalchemy import Connection

from app.hard_days import askings as asked
from app.hard_days import day_words as words
from app.hard_days.models import askings, day_words
from app.people import Person, own
from app.sharing import bonds


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [_told(me, row) for row in own.taken(db, me, askings, askings.c.number.desc())]


def export_words(db: Connection, me: Person) -> list[dict[str, Any]]:
    """Whom a word is told on a hard day, and the word that stands now: who can read it, and who has
    said that they cannot."""
    names = {str(each.id): each.label for each in bonds.everyone(db, me)}
    there = {str(each.id) for each in words.chosen(db, me)}
    tells = [
        {"bond": bond, "called": names.get(bond, ""), "connected": bond in there}
        for bond in me.profile.tells
    ]
    word = words.today(db, me)
    said = None if word is None else _said(db, me, word)
    return [{"tells": tells, "word": said}] if tells or said else []


def _said(db: Connection, me: Person, word: words.Said) -> dict[str, Any]:
    row = own.find(db, me, day_words, word.id)
    read = [each.label for each in words.readers(db, me)]
    cannot = words.answers(db, me, word)
    return {
        "word": word.word,
        "says": word.says.text,
        "rung_on": sorted(map(str, word.rung)),
        "can_read": read,
        "cannot": cannot,
        **own.dated(me, row),
    }


def _told(me: Person, row: Any) -> dict[str, Any]:
    words_, sealed = own.opened(me, askings, asked.Asked, row), row.answer_sealed
    answer = (
        me.box.open(asked.Answer, askings.name, row.id, sealed, "answer_sealed").text
        if sealed
        else None
    )
    return {
        "of": words_.who,
        "bond": str(row.bond) if row.bond else None,
        "kind": row.kind,
        "text": words_.text,
        "rung": words_.rung,
        "answer": answer,
        **own.dated(me, row),
    }
