"""Proposals say what they are, and which live version they were last tried on"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

AT_ONCE = 500


def upgrade() -> None:
    """Go to this version of the schema; what proposals are called so far is read off their operations."""
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('checked_version_id', sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column('sentence', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('proposal_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sentence', sa.Text(), nullable=False, server_default=''))

    _say()

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.alter_column('checked_version_id', existing_type=sa.String(length=26), nullable=False)
        batch_op.alter_column('sentence', existing_type=sa.Text(), nullable=False, server_default=None)
        batch_op.create_foreign_key(batch_op.f('fk_proposal_checked_version_id_version'), 'version', ['checked_version_id'], ['id'])
    with op.batch_alter_table('proposal_revision', schema=None) as batch_op:
        batch_op.alter_column('sentence', existing_type=sa.Text(), nullable=False, server_default=None)


def _say() -> None:
    bind = op.get_bind()
    bind.execute(sa.text('UPDATE proposal SET checked_version_id = base_version_id'))
    after = ('', 0)
    page = sa.text(
        'SELECT proposal_id, revision, operations, base_version_id FROM proposal_revision '
        'WHERE proposal_id > :proposal OR (proposal_id = :proposal AND revision > :revision) '
        'ORDER BY proposal_id, revision LIMIT :most'
    )
    while rows := bind.execute(page, {'proposal': after[0], 'revision': after[1], 'most': AT_ONCE}).all():
        versions = sorted({row.base_version_id for row in rows})
        steps = sa.text('SELECT version_id, step_id, name FROM version_step WHERE version_id IN :versions')
        found = bind.execute(steps.bindparams(sa.bindparam('versions', expanding=True)), {'versions': versions})
        names = {(row.version_id, row.step_id): row.name for row in found}
        said = [
            {'proposal': row.proposal_id, 'number': row.revision,
             'said': _sentence(json.loads(row.operations), row.base_version_id, names)}
            for row in rows
        ]
        bind.execute(
            sa.text('UPDATE proposal_revision SET sentence = :said WHERE proposal_id = :proposal AND revision = :number'),
            said,
        )
        after = (rows[-1].proposal_id, rows[-1].revision)
    bind.execute(
        sa.text(
            'UPDATE proposal SET sentence = COALESCE((SELECT r.sentence FROM proposal_revision r '
            "WHERE r.proposal_id = proposal.id AND r.revision = proposal.revision), '')"
        )
    )
    bind.execute(
        sa.text(
            'UPDATE ballot SET question = (SELECT r.sentence FROM proposal_revision r '
            "WHERE ballot.subject = 'proposal:' || r.proposal_id AND r.revision = ballot.revision) "
            "WHERE EXISTS (SELECT 1 FROM proposal_revision r "
            "WHERE ballot.subject = 'proposal:' || r.proposal_id AND r.revision = ballot.revision)"
        )
    )


def _sentence(operations: list[dict[str, Any]], version: str, names: dict[tuple[str, str], str]) -> str:
    parts = []
    for one in operations:
        step = str(one.get('step') or '')
        name = '“' + ' '.join((names.get((version, step)) or step).split()) + '”'
        if one.get('kind') == 'eliminate':
            parts.append(f'take out {name}' + (' with all that hangs on it' if one.get('cascade') else ''))
        elif one.get('kind') == 'retitle':
            parts.append(f'rename {name} to “{" ".join(str(one.get("title") or "").split())}”')
        else:
            parts.append(f'change the instruction of {name}')
    words = '; '.join(parts)
    return words[:1].upper() + words[1:]


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('proposal_revision', schema=None) as batch_op:
        batch_op.drop_column('sentence')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_proposal_checked_version_id_version'), type_='foreignkey')
        batch_op.drop_column('sentence')
        batch_op.drop_column('checked_version_id')
