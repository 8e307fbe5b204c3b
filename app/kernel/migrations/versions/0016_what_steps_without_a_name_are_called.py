"""What steps without a name are called

Models are read before anything is locked, since many take a minute: 100,000 steps in 5,000 versions.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kernel.i18n.stored import kept
from processes.model import Refused, parse

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

VERSION = sa.table('version', sa.column('id'), sa.column('xml'))
STEP = sa.table('version_step', *(sa.column(n) for n in ('version_id', 'step_id', 'name', 'called')))
FILL = STEP.update().where(
    STEP.c.version_id == sa.bindparam('version'), STEP.c.step_id == sa.bindparam('which')
).values(called=sa.bindparam('words'))
INSTANCE = sa.table('instance', sa.column('id'), sa.column('version_id'))

Words = dict[str, list[dict[str, Any]]]
NONE: Words = {}


def upgrade() -> None:
    """Go to this version of the schema."""
    with op.batch_alter_table('version_step', schema=None) as batch_op:
        batch_op.add_column(sa.Column('called', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('version_step', schema=None) as batch_op:
        batch_op.alter_column('called', server_default=None)
    connection = op.get_bind()
    known = _read_before()
    words = [row for rows in (known | read(connection, known)).values() for row in rows]
    if words:
        connection.execute(FILL, words)
    for name in ('task', 'trigger_event'):
        rows = sa.table(name, *(sa.column(n) for n in ('version_id', 'step_id', 'step_name')))
        _rename(connection, rows, rows.c.version_id)
    for name in ('incident', 'service_task', 'service_attempt'):
        rows = sa.table(name, *(sa.column(n) for n in ('instance_id', 'step_id', 'step_name')))
        version = sa.select(INSTANCE.c.version_id).where(INSTANCE.c.id == rows.c.instance_id).scalar_subquery()
        _rename(connection, rows, version)


def read(connection: sa.Connection, known: Words = NONE) -> Words:
    """Find words for the steps that have no name, by version; those of versions that are `known` stay as they are."""
    unnamed = sa.select(STEP.c.version_id).where(STEP.c.name == '').distinct().order_by(STEP.c.version_id)
    versions = [version for version in connection.scalars(unnamed).all() if version not in known]
    return {version: _called(connection, version) for version in versions}


def _read_before() -> Words:
    """What was found before this transaction began; nothing where somebody migrates without `schema.upgrade`."""
    config = op.get_context().config
    found: Words = config.attributes.get('read', {}).get(revision, {}) if config is not None else {}
    return found


def _called(connection: sa.Connection, version: str) -> list[dict[str, Any]]:
    xml = connection.execute(sa.select(VERSION.c.xml).where(VERSION.c.id == version)).scalar_one()
    try:
        graph = parse(bytes(xml)).graph
    except (Refused, RecursionError, ValueError):
        return []
    return [
        {'version': version, 'which': node.id, 'words': kept(graph.label(node.id))}
        for node in graph.nodes.values() if not node.name
    ]


def _rename(connection: sa.Connection, rows: sa.TableClause, version: sa.ColumnElement[str]) -> None:
    """Put words where an id stood for the name that is not there."""
    words = sa.select(STEP.c.called).where(
        STEP.c.version_id == version, STEP.c.step_id == rows.c.step_id, STEP.c.called != ''
    ).correlate(rows).scalar_subquery()
    known = sa.exists().where(STEP.c.version_id == version, STEP.c.step_id == rows.c.step_id, STEP.c.called != '')
    connection.execute(
        rows.update().where(rows.c.step_name.in_(('', rows.c.step_id)), known.correlate(rows)).values(step_name=words)
    )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('version_step', schema=None) as batch_op:
        batch_op.drop_column('called')
