"""What each version changed"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema; what other versions changed is worked out while it runs."""
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sentence', sa.Text(), nullable=True))
    op.execute("UPDATE version SET sentence = 'The first version' WHERE number = 1")
    op.execute(
        'UPDATE version SET sentence = (SELECT p.sentence FROM proposal p WHERE p.id = version.proposal_id) '
        'WHERE proposal_id IS NOT NULL AND number > 1'
    )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.drop_column('sentence')
