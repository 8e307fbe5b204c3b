"""What steps without a name are called is kept without a language; going back, it is kept in English

Models are read before anything is locked, as for 0016, which leaves nothing to read where it ran just before.
"""

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from app.kernel.i18n.stored import SIGN, kept, told
from processes.forms import in_words
from processes.messages import Message, in_english
from processes.model import Refused, parse

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

VERSION = sa.table('version', sa.column('id'), sa.column('xml'))
STEP = sa.table('version_step', *(sa.column(n) for n in ('version_id', 'step_id', 'name', 'called')))
FILL = STEP.update().where(
    STEP.c.version_id == sa.bindparam('version'), STEP.c.step_id == sa.bindparam('which')
).values(called=sa.bindparam('words'))
INSTANCE = sa.table('instance', sa.column('id'), sa.column('version_id'))
TASK = sa.table('task', sa.column('id'), sa.column('form'))
OF_VERSIONS = ('task', 'trigger_event', 'step_event')
OF_CASES = ('incident', 'service_task', 'service_attempt')
COLUMNS = {
    ('version_step', 'called'): ('version_id', 'step_id'), ('task', 'step_name'): ('id',),
    ('trigger_event', 'step_name'): ('process_id', 'step_id'), ('step_event', 'step_name'): ('id',),
    ('incident', 'step_name'): ('id',), ('service_task', 'step_name'): ('task_id',),
    ('service_attempt', 'step_name'): ('id',),
}
BEGUN = ('the ', 'an unnamed ')
AT_ONCE = 1000

Words = dict[str, list[dict[str, Any]]]
NONE: Words = {}


def upgrade() -> None:
    """Go to this version of the schema."""
    connection = op.get_bind()
    known = _read_before()
    words = [row for rows in (known | read(connection, known)).values() for row in rows]
    if not words:
        return
    connection.execute(FILL, words)
    for name in OF_VERSIONS:
        rows = sa.table(name, *(sa.column(n) for n in ('version_id', 'step_id', 'step_name')))
        _rename(connection, rows, rows.c.version_id)
    for name in OF_CASES:
        rows = sa.table(name, *(sa.column(n) for n in ('instance_id', 'step_id', 'step_name')))
        version = sa.select(INSTANCE.c.version_id).where(INSTANCE.c.id == rows.c.instance_id).scalar_subquery()
        _rename(connection, rows, version)


def read(connection: sa.Connection, known: Words = NONE) -> Words:
    """Find what is kept in English, by version; what is `known` of versions stays as it is."""
    if 'called' not in {column['name'] for column in sa.inspect(connection).get_columns('version_step')}:
        return {}
    plain = sa.select(STEP.c.version_id, STEP.c.step_id, STEP.c.called).where(
        STEP.c.name == '', STEP.c.called != '', STEP.c.called.not_like(f'{SIGN}%')
    ).order_by(STEP.c.version_id)
    steps: dict[str, dict[str, str]] = {}
    for version, step, called in connection.execute(plain):
        if version not in known:
            steps.setdefault(version, {})[step] = called
    return {version: _words(connection, version, called) for version, called in steps.items()}


def _read_before() -> Words:
    """What was found before this transaction began; nothing where somebody migrates without `schema.upgrade`."""
    config = op.get_context().config
    found: Words = config.attributes.get('read', {}).get(revision, {}) if config is not None else {}
    return found


def _words(connection: sa.Connection, version: str, called: dict[str, str]) -> list[dict[str, Any]]:
    """Words for what an earlier release called the same in English; what it called otherwise stays as it is."""
    xml = connection.execute(sa.select(VERSION.c.xml).where(VERSION.c.id == version)).scalar_one()
    try:
        graph = parse(bytes(xml)).graph
    except (Refused, RecursionError, ValueError):
        return []
    found = {step: graph.label(step) for step in called if step in graph.nodes}
    return [
        {'version': version, 'which': step, 'words': kept(label)}
        for step, label in found.items() if isinstance(label, Message) and label == called[step]
    ]


def _rename(connection: sa.Connection, rows: sa.TableClause, version: sa.ColumnElement[str]) -> None:
    """Put what a step is called now where English words for it stand."""
    step = (STEP.c.version_id == version, STEP.c.step_id == rows.c.step_id, STEP.c.called.like(f'{SIGN}%'))
    words = sa.select(STEP.c.called).where(*step).correlate(rows).scalar_subquery()
    english = sa.or_(*(rows.c.step_name.like(f'{begun}%') for begun in BEGUN))
    connection.execute(rows.update().where(english, sa.exists().where(*step).correlate(rows)).values(step_name=words))


def downgrade() -> None:
    """Go back: words that were made are kept in English, wherever they stand."""
    for (name, column), keys in COLUMNS.items():
        _to_english(op.get_bind(), sa.table(name, *(sa.column(n) for n in (*keys, column))), column, keys)
    _forms_to_english(op.get_bind())


def _to_english(connection: sa.Connection, table: sa.TableClause, column: str, keys: tuple[str, ...]) -> None:
    change = table.update().where(*(table.c[key] == sa.bindparam(f'at_{key}') for key in keys))
    change = change.values({column: sa.bindparam('new')})
    messages = sa.select(table.c[column], *(table.c[key] for key in keys)).where(table.c[column].like(f'{SIGN}%'))
    while rows := connection.execute(messages.limit(AT_ONCE)).all():
        found = [
            {'new': in_english(told(words)).replace(SIGN, ''), **{f'at_{k}': at for k, at in zip(keys, here, strict=True)}}
            for words, *here in rows
        ]
        connection.execute(change, found)


def _forms_to_english(connection: sa.Connection) -> None:
    """What the ways of a choice are called, where a form keeps it without a language."""
    change = TASK.update().where(TASK.c.id == sa.bindparam('at')).values(form=sa.bindparam('new'))
    forms, seen = sa.select(TASK).where(TASK.c.form.like('%"x-labels":{%"§":%')).order_by(TASK.c.id).limit(AT_ONCE), ''
    while rows := connection.execute(forms.where(TASK.c.id > seen)).all():
        english = [{'at': id, 'new': orjson.dumps(in_words(orjson.loads(form))).decode()} for id, form in rows]
        connection.execute(change, english)
        seen = rows[-1].id
