"""Proposals in words"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_in_words", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("proposal_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_words", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("proposal_revision", schema=None) as batch_op:
        batch_op.drop_column("in_words")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_column("is_in_words")
