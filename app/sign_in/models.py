"""Tables of how somebody comes in. Plain: ids, owners, minutes. Sealed: kinds of browsers, names.
Secrets: only as hashes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    false,
)

from app.foundation.database import metadata

logins = Table(
    "logins",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device", LargeBinary),
    Column("shared", Boolean, nullable=False),
    Column("created_minute", Integer, nullable=False),
    Column("proved_minute", Integer, nullable=False),
    Column("second", Boolean, nullable=False, server_default=false()),
    Column("sealed", LargeBinary, info={"sealed": "app.people.browsers.Kind"}),
    Column("began_as", LargeBinary),
    Column("came", BigInteger, nullable=False, server_default="0"),
)
"""`second` says that a second factor (or a passkey, which is two in one) was given in this very
login.

`began_as` is the id it had at first, once it has another: a list of devices opened before still
means the same one. `came` is the person's own number at which its device was first seen, here and
in `devices`: the same for all its logins. Passkeys carry the number of whoever made them, codes on
paper that of the last one who could read them, so that they go with an intruder."""

devices = Table(
    "devices",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("created_minute", Integer, nullable=False),
    Column("came", BigInteger, nullable=False, server_default="0"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("hash", LargeBinary, nullable=False),
    Column("used_minute", Integer),
    Column("sealed", LargeBinary, info={"sealed": "app.sign_in.recovery.Code"}),
    Column("came", BigInteger, nullable=False, server_default="0"),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_minute", Integer, nullable=False),
    Column("used_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.people.browsers.Kind"}),
    Column("came", BigInteger, nullable=False, server_default="0"),
)

challenges = Table(
    "challenges",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("challenge", LargeBinary, nullable=False),
    Column("made_minute", Integer, nullable=False),
)
"""Challenges given to passkeys; each is taken away when it is answered, so that none is answered
twice."""

second_factors = Table(
    "second_factors",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info={"sealed": "app.sign_in.second_factor.Secret", "place": "{owner}"},
    ),
    Column("confirmed_minute", Integer),
    Column("last_step", BigInteger),
)
"""`last_step` is the half-minute of the code last used, so that no code is used twice."""
