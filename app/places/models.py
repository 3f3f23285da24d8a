"""Places and activities, what became of them, and what waits for a second pair of eyes. Public: all
of it may be read by anybody, and nothing of it is about a citizen."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from app.foundation.database import metadata

places = Table(
    "places",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("municipality", ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("source", String(60), nullable=False),
    Column("source_key", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("state", String(8), nullable=False),
    Column("checked_on", Date),
    Column("changed_minute", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    UniqueConstraint("source", "source_key"),
)
"""`facts` is a `listing.Place` as JSON. `number` is the newest of all changes when it was changed:
whoever has seen everything up to a number looks for what is above it. `source` and `source_key` are
who told us and what they call it."""

place_changes = Table(
    "place_changes",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
)
"""One row: the number of the newest change. Whoever changes a place holds it, so that numbers are
seen in their order."""

place_versions = Table(
    "place_versions",
    metadata,
    Column("place", ForeignKey("places.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("how", String(12), nullable=False),
    Column("who", Uuid),
    Column("state", String(8), nullable=False),
    Column("checked_on", Date),
    Column("facts", Text, nullable=False),
)
"""Every version there was. `who` is an editor's account, none for an import."""

place_proposals = Table(
    "place_proposals",
    metadata,
    Column("place", ForeignKey("places.id", ondelete="CASCADE"), primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("who", Uuid),
    Column("facts", Text, nullable=False),
)
"""Links, numbers and addresses that somebody wants changed (as a `listing.Place` with nothing else
in it), until a second person says so too; one for each place."""

place_offers = Table(
    "place_offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("initiative", ForeignKey("initiatives.id", ondelete="SET NULL"), unique=True),
    Column("place", ForeignKey("places.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("minute", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("facts", Text, nullable=False),
)
"""What citizens would like to do at a place (`facts` is a `listing.Activity` as JSON, empty when it
was said no to). `initiative` is the thing of the one who proposed it, which no page here reads:
when it is gone, what they proposed goes too."""

place_reports = Table(
    "place_reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("place", ForeignKey("places.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("minute", Integer, nullable=False, index=True),
    Column("what", String(12), nullable=False),
    Column("says", String(500), nullable=False),
)
"""What somebody, whom nobody knows, says is wrong. Gone when it is dealt with, and after ninety
days."""

place_imports = Table(
    "place_imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("municipality", ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("who", Uuid),
    Column("source", String(60), nullable=False),
    Column("dry", Boolean, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("report", Text, nullable=False),
)
"""A file that is, or was, being read in. `seen` is the second at which it last went on, so that one
whose process died is not waited for; `report` is a list of lines as JSON."""
