"""Alembic's environment: the connection comes from `app.kernel.db.schema`."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.kernel.db.database import Base, JSONText, UTCDateTime

PLAIN = {JSONText: "sa.Text()", UTCDateTime: "sa.DateTime(timezone=True)"}


def plainly(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as SQLAlchemy's own, so that a migration keeps working when ours change."""
    if kind == "type":
        return next((text for ours, text in PLAIN.items() if isinstance(item, ours)), False)
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plainly,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
