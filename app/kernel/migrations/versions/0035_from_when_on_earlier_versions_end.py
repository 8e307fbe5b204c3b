"""From when on earlier versions of a process end"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.add_column(sa.Column("switch_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("switch_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.drop_column("switch_at")
        batch_op.drop_column("switch_number")
