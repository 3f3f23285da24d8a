"""Alembic's entrance. The connection comes from the command, so the same files run on both
databases."""

import importlib
from pathlib import Path

from alembic import context
from sqlalchemy import Connection, text

from app.foundation.database import metadata

for room in sorted(Path(__file__).parent.parent.glob("app/*/models.py")):
    importlib.import_module(f"app.{room.parent.name}.models")


def run(connection: Connection) -> None:
    """Foreign keys rest while SQLite copies tables, or a copied parent would take its children
    along."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.rollback()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(7160311)"))
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("a migration left rows that refer to nothing; it was not kept")
    connection.commit()
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.rollback()


run(context.config.attributes["connection"])
