"""Title and reason of each revision of a proposal"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

FILL = """
UPDATE proposal_revision SET
    title = (SELECT proposal.title FROM proposal WHERE proposal.id = proposal_revision.proposal_id),
    reason = (SELECT proposal.reason FROM proposal WHERE proposal.id = proposal_revision.proposal_id)
"""


def upgrade() -> None:
    """Go to this version of the schema; until now all revisions of a proposal had its one title and reason."""
    with op.batch_alter_table('proposal_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('title', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=False, server_default=''))
    op.execute(FILL)
    with op.batch_alter_table('proposal_revision', schema=None) as batch_op:
        batch_op.alter_column('title', server_default=None)
        batch_op.alter_column('reason', server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('proposal_revision', schema=None) as batch_op:
        batch_op.drop_column('reason')
        batch_op.drop_column('title')
