"""Changes that people put together before they propose them, and proposals that answer others"""

import sqlalchemy as sa
from alembic import op


revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table('change_draft',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('author_id', sa.String(length=26), nullable=False),
    sa.Column('answers_id', sa.String(length=26), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answers_id'], ['proposal.id'], name=op.f('fk_change_draft_answers_id_proposal')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_change_draft_author_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_change_draft_process_id_process')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_draft'))
    )
    with op.batch_alter_table('change_draft', schema=None) as batch_op:
        batch_op.create_index('ix_change_draft_author_id_id', ['author_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_draft_process_id'), ['process_id'], unique=False)

    op.create_table('change_draft_person',
    sa.Column('draft_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['change_draft.id'], name=op.f('fk_change_draft_person_draft_id_change_draft')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_change_draft_person_person_id_person')),
    sa.PrimaryKeyConstraint('draft_id', 'person_id', name=op.f('pk_change_draft_person'))
    )
    with op.batch_alter_table('change_draft_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_draft_person_person_id'), ['person_id'], unique=False)

    op.create_table('change_draft_state',
    sa.Column('draft_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('parent', sa.Integer(), nullable=True),
    sa.Column('operations', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['change_draft.id'], name=op.f('fk_change_draft_state_draft_id_change_draft')),
    sa.PrimaryKeyConstraint('draft_id', 'number', name=op.f('pk_change_draft_state'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answers_id', sa.String(length=26), nullable=True))
        batch_op.create_index(batch_op.f('ix_proposal_answers_id'), ['answers_id'], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_answers_id'))
        batch_op.drop_column('answers_id')

    op.drop_table('change_draft_state')
    with op.batch_alter_table('change_draft_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_draft_person_person_id'))

    op.drop_table('change_draft_person')
    with op.batch_alter_table('change_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_draft_process_id'))
        batch_op.drop_index('ix_change_draft_author_id_id')

    op.drop_table('change_draft')
