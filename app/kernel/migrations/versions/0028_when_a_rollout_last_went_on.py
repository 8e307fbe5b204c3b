"""When a rollout last went on"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('rollout', schema=None) as batch_op:
        batch_op.add_column(sa.Column('advanced_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back to the version of the schema before."""
    with op.batch_alter_table('rollout', schema=None) as batch_op:
        batch_op.drop_column('advanced_at')
