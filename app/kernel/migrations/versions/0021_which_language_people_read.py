"""Which language people read"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('language', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('browser_language', sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('browser_language')
        batch_op.drop_column('language')
