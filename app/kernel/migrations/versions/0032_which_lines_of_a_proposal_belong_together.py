"""Which lines of a proposal were written together"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table("proposal_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_id", sa.String(length=26), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("proposal_event", schema=None) as batch_op:
        batch_op.drop_column("act_id")
