"""How long messages are kept"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('process', schema=None) as batch_op:
        batch_op.add_column(sa.Column('messages_kept', sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('process', schema=None) as batch_op:
        batch_op.drop_column('messages_kept')
