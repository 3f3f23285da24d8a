"""Municipalities and who works for them. Plain: names of municipalities are public, and nothing
here is about a citizen."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from app.foundation.database import metadata

municipalities = Table(
    "municipalities",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("created_minute", Integer, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality", ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("role", String(12), nullable=False),
    Column("seen_minute", Integer, nullable=False),
    Column("closed_minute", Integer),
    Column("sealed", LargeBinary, info={"sealed": "builtins.bytes"}),
    info={"kept_by": "municipality"},
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("municipality", ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("role", String(12), nullable=False),
    Column("secret", LargeBinary, nullable=False, unique=True),
    Column("made_minute", Integer, nullable=False),
    Column("expires_minute", Integer, nullable=False),
    Column("used_minute", Integer),
)
