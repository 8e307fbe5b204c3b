"""Processes kept at hand, and drafts"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table('favourite',
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_favourite_person_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_favourite_process_id_process')),
    sa.PrimaryKeyConstraint('person_id', 'process_id', name=op.f('pk_favourite'))
    )
    with op.batch_alter_table('favourite', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_favourite_process_id'), ['process_id'], unique=False)

    op.create_table('process_draft',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('author_id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('visibility', sa.String(length=20), nullable=False),
    sa.Column('mode', sa.String(length=20), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('xml', sa.LargeBinary(), nullable=False),
    sa.Column('runs', sa.Boolean(), nullable=False),
    sa.Column('runs_as', sa.String(length=20), nullable=True),
    sa.Column('why', sa.Text(), nullable=True),
    sa.Column('assumptions', sa.Text(), nullable=False),
    sa.Column('lanes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_process_draft_author_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_process_draft_process_id_process')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_process_draft'))
    )
    with op.batch_alter_table('process_draft', schema=None) as batch_op:
        batch_op.create_index('ix_process_draft_author_id_id', ['author_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_process_draft_process_id'), ['process_id'], unique=False)

    op.create_table('process_draft_file',
    sa.Column('draft_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['process_draft.id'], name=op.f('fk_process_draft_file_draft_id_process_draft')),
    sa.PrimaryKeyConstraint('draft_id', 'name', name=op.f('pk_process_draft_file'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('process_draft_file')
    with op.batch_alter_table('process_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_process_draft_process_id'))
        batch_op.drop_index('ix_process_draft_author_id_id')

    op.drop_table('process_draft')
    with op.batch_alter_table('favourite', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_favourite_process_id'))

    op.drop_table('favourite')
