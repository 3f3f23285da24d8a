"""places, what happens there, and what became of them

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _places()
    changes = op.create_table(
        "place_changes",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_changes")),
    )
    op.bulk_insert(changes, [{"id": 1, "number": 0}])
    _beside()


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("source_key", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("checked_on", sa.Date()),
        sa.Column("changed_minute", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.id"], name=op.f("fk_places_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("number", name=op.f("uq_places_number")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_places_source_source_key")),
    )
    op.create_index("ix_places_municipality", "places", ["municipality"])


def _beside() -> None:
    op.create_table(
        "place_versions",
        sa.Column("place", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(12), nullable=False),
        sa.Column("who", sa.Uuid()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("checked_on", sa.Date()),
        sa.Column("facts", sa.Text(), nullable=False),
        _of_a_place("place_versions"),
        sa.PrimaryKeyConstraint("place", "version", name=op.f("pk_place_versions")),
    )
    op.create_table(
        "place_proposals",
        sa.Column("place", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("who", sa.Uuid()),
        sa.Column("facts", sa.Text(), nullable=False),
        _of_a_place("place_proposals"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_place_proposals")),
    )
    op.create_table(
        "place_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("says", sa.String(500), nullable=False),
        _of_a_place("place_reports"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_reports")),
    )
    op.create_index("ix_place_reports_place", "place_reports", ["place"])
    op.create_index("ix_place_reports_minute", "place_reports", ["minute"])
    _imports()


def _imports() -> None:
    op.create_table(
        "place_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.Uuid(), nullable=False),
        sa.Column("who", sa.Uuid()),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality"], ["municipalities.id"], name=op.f("fk_place_imports_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_imports")),
    )
    op.create_index("ix_place_imports_municipality", "place_imports", ["municipality"])


def _of_a_place(here: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["place"], ["places.id"], name=op.f(f"fk_{here}_place"), ondelete="CASCADE"
    )


def downgrade() -> None:
    for table in (
        "place_imports",
        "place_reports",
        "place_proposals",
        "place_versions",
        "place_changes",
        "places",
    ):
        op.drop_table(table)
