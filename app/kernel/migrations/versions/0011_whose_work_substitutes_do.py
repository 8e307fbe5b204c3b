"""Whose work substitutes do"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KNOWN = sa.text("for_id IS NOT NULL")


def upgrade() -> None:
    """Go to this version of the schema."""
    for name in ("task", "task_candidate"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("for_id", sa.String(length=26), nullable=True))
            batch_op.create_foreign_key(f"fk_{name}_for_id_person", "person", ["for_id"], ["id"])
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_for_id", ["for_id"], postgresql_where=KNOWN, sqlite_where=KNOWN)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_for_id")
    for name in ("task", "task_candidate"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_constraint(f"fk_{name}_for_id_person", type_="foreignkey")
            batch_op.drop_column("for_id")
