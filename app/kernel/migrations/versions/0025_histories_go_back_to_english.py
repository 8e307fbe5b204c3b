"""Histories, incidents and attempts say without a language what happened; going back, they say it in English"""

import sqlalchemy as sa
from alembic import op

from app.kernel.i18n.stored import SIGN, told
from processes.messages import in_english

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

SAID = (('step_event', 'detail'), ('incident', 'words'), ('service_attempt', 'words'))
AT_ONCE = 1000


def upgrade() -> None:
    """Go to this version of the schema; what was said before stays in the words in which it was kept."""


def downgrade() -> None:
    """Go back: what Stepwell says is kept in English."""
    for name, column in SAID:
        table = sa.table(name, sa.column('id'), sa.column(column))
        change = sa.update(table).where(table.c.id == sa.bindparam('at')).values({column: sa.bindparam('new')})
        messages = sa.select(table.c.id, table.c[column]).where(table.c[column].like(SIGN + '%')).limit(AT_ONCE)
        while rows := op.get_bind().execute(messages).all():
            op.get_bind().execute(change, [{'at': id, 'new': in_english(told(kept)).replace(SIGN, '')} for id, kept in rows])
