"""Tables of who exists. Plain: ids, states, minutes. Sealed: names and e-mail. Secrets: only as
hashes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Uuid,
    false,
)

from app.foundation.database import metadata

people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("name_index", LargeBinary, unique=True),
    Column("email_index", LargeBinary, index=True),
    Column("email_confirmed", Boolean, nullable=False, server_default=false()),
    Column("password", String(200)),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.people.profile.Profile"}),
    Column("last_number", BigInteger, nullable=False, server_default="0"),
    Column("created_minute", Integer, nullable=False),
    Column("erase_minute", Integer),
    info={"kept_by": "people"},
)

citizen_keys = Table(
    "citizen_keys",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("master", ForeignKey("server_keys.number"), nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),
)

server_keys = Table(
    "server_keys",
    metadata,
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("fingerprint", LargeBinary, nullable=False),
)
