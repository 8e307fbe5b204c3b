"""Proposals and votes say in which language they were written, and keep what Stepwell says without one"""

import json
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from app.kernel.i18n.stored import told
from processes.messages import in_english, unpack

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

WRITTEN = ('proposal', 'proposal_revision', 'approval', 'vote')
TITLED = ('proposal', 'proposal_revision')
KEYS = {'proposal_revision': ('proposal_id', 'revision')}
SAID = {
    'proposal': ('title', 'sentence', 'outcome_words'), 'proposal_revision': ('title', 'sentence'),
    'proposal_event': ('words',), 'ballot': ('question',),
}
SAID_IN_JSON = {'proposal_revision': ('words',), 'ballot': ('options',)}
PROPOSAL = sa.table('proposal', *(sa.column(n) for n in ('title', 'sentence', 'found_by')))


def upgrade() -> None:
    """Go to this version of the schema; what was said before stays in the words in which it was kept."""
    for table in WRITTEN:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('language', sa.String(length=16), nullable=True))
            if table in TITLED:
                batch_op.alter_column('title', existing_type=sa.String(length=200), type_=sa.Text())
            if table == 'proposal':
                batch_op.add_column(sa.Column('found_by', sa.Text(), nullable=False, server_default=''))
    op.execute(sa.update(PROPOSAL).values(found_by=PROPOSAL.c.title + sa.literal('\n') + PROPOSAL.c.sentence))
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.alter_column('found_by', existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    """Go back: what Stepwell says is kept in English, and worked out again where it can be."""
    for tables, read in ((SAID, _plain), (SAID_IN_JSON, _plain_json)):
        for table, columns in tables.items():
            for column in columns:
                _rewrite(table, column, read)
    op.execute('DELETE FROM forecast')
    for table in WRITTEN:
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table == 'proposal':
                batch_op.drop_column('found_by')
            if table in TITLED:
                batch_op.alter_column('title', existing_type=sa.Text(), type_=sa.String(length=200))
            batch_op.drop_column('language')


def _rewrite(name: str, column: str, read: Callable[[str, str], str]) -> None:
    """Keep what a column says as plain text."""
    keys = KEYS.get(name, ('id',))
    table = sa.table(name, *(sa.column(n) for n in (*keys, column)))
    change = table.update().values({column: sa.bindparam('new')})
    change = change.where(*(table.c[key] == sa.bindparam(f'at_{key}') for key in keys))
    found = op.get_bind().execute(sa.select(*(table.c[key] for key in keys), table.c[column])).all()
    new = [
        {'new': plain, **{f'at_{key}': at for key, at in zip(keys, at, strict=True)}}
        for *at, kept in found
        if (plain := read(column, kept)) != kept
    ]
    if new:
        op.get_bind().execute(change, new)


def _plain(column: str, kept: str) -> str:
    words = in_english(told(kept))
    return words[:200] if column == 'title' else words


def _plain_json(column: str, kept: str) -> str:
    return json.dumps(unpack(json.loads(kept)), ensure_ascii=False, separators=(',', ':'))
