"""Who had a task"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KNOWN = sa.text('freed_from IS NOT NULL')


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('freed_from', sa.String(length=26), nullable=True))
        batch_op.create_index(
            'ix_task_freed_from', ['freed_from'], unique=False, postgresql_where=KNOWN, sqlite_where=KNOWN
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_freed_from', postgresql_where=KNOWN, sqlite_where=KNOWN)
        batch_op.drop_column('freed_from')
