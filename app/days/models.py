"""One mark per citizen per local date. The date lies in plain for order and uniqueness; the kind of
day is sealed."""

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, Table

from app.foundation.database import metadata

days = Table(
    "days",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info={"sealed": "app.days.marks.Mark", "place": "{owner}:{date}"},
    ),
)
