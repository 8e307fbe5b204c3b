"""What the eye sees of names"""

import sqlalchemy as sa
from alembic import op

from app.kernel.characters import looks

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_looks', sa.String(length=240), nullable=True))
        batch_op.add_column(sa.Column('handle_looks', sa.String(length=240), nullable=True))
        batch_op.create_index(batch_op.f('ix_person_name_looks'), ['name_looks'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_handle_looks'), ['handle_looks'], unique=False)

    person = sa.table('person', *(sa.column(n) for n in ('id', 'name', 'handle', 'name_looks', 'handle_looks')))
    connection = op.get_bind()
    fill = person.update().where(person.c.id == sa.bindparam('who')).values(
        name_looks=sa.bindparam('seen'), handle_looks=sa.bindparam('short')
    )
    rows = connection.execute(sa.select(person.c.id, person.c.name, person.c.handle)).all()
    seen = [{'who': r.id, 'seen': looks(r.name)[:240], 'short': looks(r.handle)[:240]} for r in rows]
    if seen:
        connection.execute(fill, seen)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_handle_looks'))
        batch_op.drop_index(batch_op.f('ix_person_name_looks'))
        batch_op.drop_column('handle_looks')
        batch_op.drop_column('name_looks')
