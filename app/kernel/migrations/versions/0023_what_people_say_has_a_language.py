"""Comments, flags and reports say in which language they were written; notices are kept without one"""

import sqlalchemy as sa
from alembic import op

from app.kernel.i18n.stored import told
from processes.messages import in_english

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

WRITTEN = ('comment', 'flag', 'report')
NOTICE = sa.table('notice', sa.column('id'), sa.column('words'))


def upgrade() -> None:
    """Go to this version of the schema; notices of before stay in the words in which they were kept."""
    for table in WRITTEN:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('language', sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Go back: notices are kept in English."""
    kept = op.get_bind().execute(sa.select(NOTICE.c.id, NOTICE.c.words)).all()
    plain = [{'at': id, 'new': in_english(told(words))} for id, words in kept if in_english(told(words)) != words]
    if plain:
        change = NOTICE.update().where(NOTICE.c.id == sa.bindparam('at')).values(words=sa.bindparam('new'))
        op.get_bind().execute(change, plain)
    for table in WRITTEN:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('language')
