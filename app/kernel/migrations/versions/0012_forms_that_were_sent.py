"""Forms that were sent"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table('sent_form',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('location', sa.Text(), nullable=False),
    sa.Column('messages', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_form'))
    )
    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_form_at'), ['at'], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_form_at'))

    op.drop_table('sent_form')
