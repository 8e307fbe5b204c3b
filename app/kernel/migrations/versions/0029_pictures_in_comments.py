"""Pictures in comments"""

import sqlalchemy as sa
from alembic import op


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table('comment_picture',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('comment_id', sa.String(length=26), nullable=True),
    sa.Column('sender_id', sa.String(length=26), nullable=False),
    sa.Column('alt', sa.String(length=300), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=True),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kept_as', sa.String(length=64), nullable=False),
    sa.Column('small_as', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_picture_comment_id_comment')),
    sa.ForeignKeyConstraint(['sender_id'], ['person.id'], name=op.f('fk_comment_picture_sender_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_picture')),
    sa.UniqueConstraint('kept_as', name=op.f('uq_comment_picture_kept_as')),
    sa.UniqueConstraint('small_as', name=op.f('uq_comment_picture_small_as'))
    )
    with op.batch_alter_table('comment_picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_picture_comment_id'), ['comment_id'], unique=False)
        batch_op.create_index('ix_comment_picture_sender_id', ['sender_id', 'created_at'], unique=False)

    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pictures', sa.Integer(), server_default='0', nullable=False))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_column('pictures')

    with op.batch_alter_table('comment_picture', schema=None) as batch_op:
        batch_op.drop_index('ix_comment_picture_sender_id')
        batch_op.drop_index(batch_op.f('ix_comment_picture_comment_id'))

    op.drop_table('comment_picture')
