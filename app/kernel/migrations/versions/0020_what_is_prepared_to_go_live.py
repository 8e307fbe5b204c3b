"""What is prepared to go live"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        'prepared_change',
        sa.Column('proposal_id', sa.String(length=26), nullable=False),
        sa.Column('made_of', sa.String(length=64), nullable=False),
        sa.Column('prepared', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_prepared_change_proposal_id_proposal')),
        sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_prepared_change')),
    )
    with op.batch_alter_table('prepared_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_prepared_change_made_at'), ['made_at'], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('prepared_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prepared_change_made_at'))
    op.drop_table('prepared_change')
