"""From which proposal a change was carried over"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin_id", sa.String(length=26), nullable=True))
        batch_op.create_index(batch_op.f("ix_proposal_origin_id"), ["origin_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_origin_id"))
        batch_op.drop_column("origin_id")
