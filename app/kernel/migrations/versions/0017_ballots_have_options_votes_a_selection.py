"""Ballots have options, votes a selection in the words of the ballot's method"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

AT_ONCE = 500
BALLOT = sa.table('ballot', *(sa.column(n) for n in ('id', 'subject', 'question', 'options')))


def upgrade() -> None:
    """Go to this version of the schema: each question becomes the one option there was, each choice a selection.

    The choices stay where they are: what was sealed with them is sealed in that form for good.
    """
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('options', sa.Text(), nullable=False, server_default='[]'))
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.add_column(sa.Column('selection', sa.Text(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('seal_version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.alter_column('choice', existing_type=sa.String(length=10), nullable=True)
    op.execute("""UPDATE vote SET selection = '{"choice":"' || choice || '"}'""")
    _options()
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.alter_column('options', existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.alter_column('selection', existing_type=sa.Text(), server_default=None)
        batch_op.alter_column('seal_version', existing_type=sa.Integer(), server_default=None)


def _options() -> None:
    """Name what each ballot was about as its one option, some hundreds at a time."""
    bind, after = op.get_bind(), ''
    fill = BALLOT.update().where(BALLOT.c.id == sa.bindparam('which')).values(options=sa.bindparam('said'))
    page = sa.select(BALLOT.c.id, BALLOT.c.subject, BALLOT.c.question).order_by(BALLOT.c.id).limit(AT_ONCE)
    while rows := bind.execute(page.where(BALLOT.c.id > after)).all():
        bind.execute(fill, [{'which': row.id, 'said': _option(row.subject, row.question)} for row in rows])
        after = rows[-1].id


def _option(subject: str, question: str) -> str:
    option = {'id': subject.rpartition(':')[2], 'title': question}
    return json.dumps([option], ensure_ascii=False, separators=(',', ':'))


def downgrade() -> None:
    """Go back: what the release before could not hold becomes an abstention.

    Receipts of votes cast since are in a form that it does not know: open ballots with such votes are not decided there.
    """
    op.execute(
        """UPDATE vote SET choice = CASE selection WHEN '{"choice":"yes"}' THEN 'yes' """
        """WHEN '{"choice":"no"}' THEN 'no' ELSE 'abstain' END"""
    )
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.alter_column('choice', existing_type=sa.String(length=10), nullable=False)
        batch_op.drop_column('seal_version')
        batch_op.drop_column('selection')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_column('options')
