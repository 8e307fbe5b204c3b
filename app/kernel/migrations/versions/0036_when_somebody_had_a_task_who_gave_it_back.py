"""When somebody had a task who gave it back"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "task_hold",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("instance_id", sa.String(length=26), nullable=False),
        sa.Column("task_id", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_task_hold_instance_id_instance")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_hold_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_hold")),
    )
    with op.batch_alter_table("task_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_hold_instance_id"), ["instance_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("task_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_hold_instance_id"))
    op.drop_table("task_hold")
