"""Groups by name and what nobody does

Models are read before anything is locked, as in 0016.
"""

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from lxml import etree

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

TOLD = sa.text('tell_at IS NOT NULL')
BPMN = '{http://www.omg.org/spec/BPMN/20100524/MODEL}'
WORDS = sa.table('step_group', *(sa.column(n) for n in ('version_id', 'step_id', 'word', 'choice', 'by_rule')))
VERSION = sa.table('version', *(sa.column(n) for n in ('id', 'process_id', 'xml', 'runnable', 'runs')))
PROCESS = sa.table('process', *(sa.column(n) for n in ('id', 'live_version_id', 'work_rules')))
STEP = sa.table('version_step', *(sa.column(n) for n in ('version_id', 'step_id', 'type', 'lane')))
INSTANCE = sa.table('instance', *(sa.column(n) for n in ('version_id', 'state')))

ALIVE = ('running', 'failed', 'suspended')
Rows = dict[str, list[dict[str, object]]]
NONE: Rows = {}


def upgrade() -> None:
    """Go to this version of the schema."""
    known = _read_before()
    named = known | read(op.get_bind(), known)
    op.create_table('group_former_name',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('group_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(
        ['group_id'], ['people_group.id'], name=op.f('fk_group_former_name_group_id_people_group'), ondelete='CASCADE'
    ),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_group_former_name'))
    )
    with op.batch_alter_table('group_former_name', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_former_name_group_id'), ['group_id'], unique=False)
    op.create_table('step_group',
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('step_id', sa.String(length=255), nullable=False),
    sa.Column('word', sa.String(length=120), nullable=False),
    sa.Column('choice', sa.String(length=120), nullable=True),
    sa.Column('by_rule', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_step_group_version_id_version')),
    sa.PrimaryKeyConstraint('version_id', 'step_id', 'word', name=op.f('pk_step_group'))
    )
    with op.batch_alter_table('step_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_step_group_word'), ['word'], unique=False)
    op.create_table('vacancy',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('lane', sa.String(length=255), nullable=False),
    sa.Column('step_id', sa.String(length=255), nullable=False),
    sa.Column('choice', sa.String(length=120), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('why', sa.String(length=130), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tell_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_vacancy_person_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_vacancy_process_id_process')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancy')),
    sa.UniqueConstraint('process_id', 'lane', 'step_id', 'choice', name=op.f('uq_vacancy_process_id_lane_step_id_choice'))
    )
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.create_index(
            'ix_vacancy_tell_at', ['tell_at'], unique=False, postgresql_where=TOLD, sqlite_where=TOLD
        )
    _note(op.get_bind(), [row for rows in named.values() for row in rows])


def read(connection: sa.Connection, known: Rows = NONE) -> Rows:
    """Find for which groups the steps are of versions that are live or that cases still run on, by version.

    Those of versions that are `known` stay as they are.
    """
    runs = sa.exists().where(INSTANCE.c.version_id == VERSION.c.id, INSTANCE.c.state.in_(ALIVE))
    live = sa.select(PROCESS.c.live_version_id).where(PROCESS.c.live_version_id.is_not(None))
    used = sa.select(VERSION.c.id).where(VERSION.c.runs, sa.or_(VERSION.c.id.in_(live), runs)).order_by(VERSION.c.id)
    versions = [version_id for version_id in connection.scalars(used).all() if version_id not in known]
    return {version_id: _of_version(connection, version_id) for version_id in versions}


def _of_version(connection: sa.Connection, version_id: str) -> list[dict[str, object]]:
    found = connection.execute(sa.select(VERSION.c.xml, VERSION.c.runnable).where(VERSION.c.id == version_id)).one()
    if b'candidateGroups' not in bytes(found.runnable or b''):
        return []
    rows = {(row['step_id'], row['word']): {'version_id': version_id, **row} for row in _named(bytes(found.xml))}
    return list(rows.values())


def _read_before() -> Rows:
    """What was found before this transaction began; nothing where somebody migrates without `schema.upgrade`."""
    config = op.get_context().config
    found: Rows = config.attributes.get('read', {}).get(revision, {}) if config is not None else {}
    return found


def _note(connection: sa.Connection, rows: list[dict[str, object]]) -> None:
    """Note what models say, and what rules say of the steps of live versions of which models say nothing."""
    if rows:
        connection.execute(WORDS.insert(), rows)
    modelled = {(row['version_id'], row['step_id']) for row in rows}
    ruled = sa.select(PROCESS.c.live_version_id, PROCESS.c.work_rules).where(PROCESS.c.work_rules.like('%"group"%'))
    for version_id, kept in connection.execute(ruled).all():
        values = [
            {'version_id': version_id, 'step_id': step_id, 'word': group_id, 'choice': '', 'by_rule': True}
            for step_id, group_id in _ruled(connection, version_id, json.loads(kept))
            if (version_id, step_id) not in modelled
        ]
        if values:
            connection.execute(WORDS.insert(), values)


def _named(xml: bytes) -> list[dict[str, object]]:
    """Give the words by which the steps of a file mean groups; one that cannot be read any more means none."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return []
    rows = []
    for node in root.iter(etree.Element):
        said = {str(key).rpartition('}')[2]: str(value).strip() for key, value in node.attrib.items()}
        step: Any = node
        while step is not None and not (step.tag.startswith(BPMN) and step.get('id') and 'xtension' not in step.tag):
            step = step.getparent()
        if not said.get('candidateGroups') or step is None or len(step.get('id')) > 255:
            continue
        words, each = _words(said['candidateGroups'])
        beside = said.get('assignee') or said.get('candidateUsers') or (each and '[' in said['candidateGroups'][:4])
        for word in words[:100]:
            if len(word) <= 120:
                choice = None if beside else word if each else ''
                rows.append({'step_id': step.get('id'), 'word': word, 'choice': choice, 'by_rule': False})
    return rows


def _words(text: str) -> tuple[list[str], bool]:
    """Give the names in a text with commas, or the texts in an expression, and whether each is meant by itself."""
    made = text.startswith('=') or (text[:2] in ('${', '#{') and text.endswith('}'))
    inside = text[1:].strip() if text.startswith('=') else text[2:-1].strip() if made else text
    if inside.startswith('['):
        try:
            return [str(one) for one in json.loads(inside)], False
        except (ValueError, RecursionError):
            pass
    if not made:
        return [name.strip() for name in text.split(',') if name.strip()], False
    text = r'"(?:[^"\\]|\\.)*"' r"|'(?:[^'\\]|\\.)*'"
    compared = rf"(?:[=!<>]=|[=<>])\s*(?:{text})|(?:{text})\s*(?:[=!<>]=|[=<>]|in\b)"
    texts = re.findall(text, re.sub(compared, '', inside, flags=re.DOTALL), re.DOTALL)
    words = [name.strip() for found in texts for name in found[1:-1].split(',') if name.strip()]
    return words, re.fullmatch(text, inside, re.DOTALL) is None


def _ruled(connection: sa.Connection, version_id: str, rules: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Give the steps of a live version that a rule gives to a group, with its id."""
    steps = connection.execute(
        sa.select(STEP.c.step_id, STEP.c.lane).where(
            STEP.c.version_id == version_id, STEP.c.type.in_(('task', 'userTask', 'manualTask'))
        )
    ).all()
    found = []
    for step_id, lane in steps:
        own = next((rule for rule in rules if rule.get('step') == step_id), None)
        rule = own or next((r for r in rules if lane and not r.get('step') and r.get('lane') == lane), None)
        if rule and rule.get('assign') == 'group' and rule.get('to') and len(step_id) <= 255:
            found.append((step_id, rule['to']))
    return found


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.drop_index('ix_vacancy_tell_at', postgresql_where=TOLD, sqlite_where=TOLD)
    op.drop_table('vacancy')
    with op.batch_alter_table('step_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_step_group_word'))
    op.drop_table('step_group')
    with op.batch_alter_table('group_former_name', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_former_name_group_id'))
    op.drop_table('group_former_name')
