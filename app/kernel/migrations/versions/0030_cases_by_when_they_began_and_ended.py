"""Cases of a process by when they began and ended"""

from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.create_index('ix_instance_process_started', ['process_id', 'started_at'], unique=False)
        batch_op.create_index('ix_instance_process_ended', ['process_id', 'ended_at'], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_index('ix_instance_process_ended')
        batch_op.drop_index('ix_instance_process_started')
