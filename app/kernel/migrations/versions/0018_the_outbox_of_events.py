"""The outbox of events"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

UNNUMBERED = sa.text('seq IS NULL')


def upgrade() -> None:
    """Go to this version of the schema."""
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table(
        'outbox_event',
        sa.Column('id', sa.String(length=26), nullable=False),
        sa.Column('seq', number, nullable=True),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=200), nullable=False),
        sa.Column('process_id', sa.String(length=26), nullable=True),
        sa.Column('actor_id', sa.String(length=26), nullable=True),
        sa.Column('payload', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_event')),
        sa.UniqueConstraint('seq', name=op.f('uq_outbox_event_seq')),
    )
    op.create_index('ix_outbox_event_at', 'outbox_event', ['at'])
    op.create_index(
        'ix_outbox_event_unnumbered', 'outbox_event', ['id'], postgresql_where=UNNUMBERED, sqlite_where=UNNUMBERED
    )
    head = op.create_table(
        'outbox_head',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('seq', number, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_head')),
    )
    op.bulk_insert(head, [{'id': 1, 'seq': 0}])


def downgrade() -> None:
    """Go back."""
    op.drop_table('outbox_head')
    op.drop_table('outbox_event')
