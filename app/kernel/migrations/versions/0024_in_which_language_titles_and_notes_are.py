"""In which language titles of processes and notes of versions are, and what Stepwell says without one"""

import json

import sqlalchemy as sa
from alembic import op

from app.kernel.i18n.stored import SIGN, told
from processes.messages import in_english, unpack

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

VERSION = sa.table('version', *(sa.column(n) for n in ('id', 'why', 'sentence', 'note', 'assumptions')))
VERDICT = sa.table('verdict', *(sa.column(n) for n in ('rollout_id', 'instance_id', 'words')))
SAID = [(VERSION, n, ('id',)) for n in ('why', 'sentence', 'note')] + [(VERDICT, 'words', ('rollout_id', 'instance_id'))]


def upgrade() -> None:
    """Go to this version of the schema; what was said before stays in the words in which it was kept."""
    for table in ('process', 'version'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('language', sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Go back: what Stepwell says is kept in English."""
    for table, name, keys in SAID:
        _rewrite(table, name, keys, SIGN + '%')
    _rewrite(VERSION, 'assumptions', ('id',), '%§%')
    for name in ('version', 'process'):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_column('language')


def _rewrite(table: sa.TableClause, name: str, keys: tuple[str, ...], kept_as: str) -> None:
    """Keep what a column says as plain text."""
    column = table.c[name]
    change = sa.update(table).where(*(table.c[key] == sa.bindparam(f'at_{key}') for key in keys))
    rows = op.get_bind().execute(sa.select(column, *(table.c[key] for key in keys)).where(column.like(kept_as))).all()
    plain = _in_json if name == 'assumptions' else _in_words
    new = [{'new': plain(kept)} | {f'at_{k}': at for k, at in zip(keys, row, strict=True)} for kept, *row in rows]
    if new:
        op.get_bind().execute(change.values({name: sa.bindparam('new')}), new)


def _in_words(kept: str) -> str:
    return in_english(told(kept))


def _in_json(kept: str) -> str:
    return json.dumps(unpack(json.loads(kept)), ensure_ascii=False, separators=(',', ':'))
