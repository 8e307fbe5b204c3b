"""The first tables"""

import sqlalchemy as sa
from alembic import op

from app.kernel import audit


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table('audit_entry',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=100), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('prev', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject'), ['subject'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('idempotency_key',
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'key', name=op.f('pk_idempotency_key'))
    )
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idempotency_key_created_at'), ['created_at'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('task', sa.String(length=100), nullable=False),
    sa.Column('args', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lock', sa.String(length=200), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_lock', ['lock'], unique=False, sqlite_where=sa.text('lock IS NOT NULL'), postgresql_where=sa.text('lock IS NOT NULL'))
        batch_op.create_index('ix_job_state_run_at', ['state', 'run_at'], unique=False)
        batch_op.create_index('uq_job_running_lock', ['lock'], unique=True, sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))

    op.create_table('job_note',
    sa.Column('job_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_job_note'))
    )
    with op.batch_alter_table('job_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_note_done_at'), ['done_at'], unique=False)

    op.create_table('job_periodic',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_periodic'))
    )
    op.create_table('people_group',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_group')),
    sa.UniqueConstraint('name', name=op.f('uq_people_group_name'))
    )
    op.create_table('person',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('handle', sa.String(length=80), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email')),
    sa.UniqueConstraint('handle', name=op.f('uq_person_handle'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_name'), ['name'], unique=False)

    op.create_table('unit',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('parent_id', sa.String(length=26), nullable=True),
    sa.Column('path', sa.String(length=400), nullable=False),
    sa.Column('partner', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('path', name=op.f('uq_unit_path'))
    )
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_parent_id'), ['parent_id'], unique=False)

    op.create_table('api_token',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('ending', sa.String(length=4), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_api_token_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('digest', name=op.f('uq_api_token_digest'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_person_id'), ['person_id'], unique=False)

    op.create_table('group_member',
    sa.Column('group_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['people_group.id'], name=op.f('fk_group_member_group_id_people_group'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_group_member_person_id_person')),
    sa.PrimaryKeyConstraint('group_id', 'person_id', name=op.f('pk_group_member'))
    )
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_member_person_id'), ['person_id'], unique=False)

    op.create_table('mail_preference',
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_preference_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mail_preference')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_mail_preference_token_hash'))
    )
    op.create_table('oidc_link',
    sa.Column('issuer', sa.String(length=250), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_oidc_link_person_id_person')),
    sa.PrimaryKeyConstraint('issuer', 'subject', name=op.f('pk_oidc_link'))
    )
    with op.batch_alter_table('oidc_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_oidc_link_person_id'), ['person_id'], unique=False)

    op.create_table('password_link',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_password_link_person_id_person')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_password_link'))
    )
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_password_link_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_password_link_person_id'), ['person_id'], unique=False)

    op.create_table('process',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.String(length=300), nullable=False),
    sa.Column('owner_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('unit_path', sa.String(length=400), nullable=False),
    sa.Column('visibility', sa.String(length=20), nullable=False),
    sa.Column('public_start', sa.Boolean(), nullable=False),
    sa.Column('live_version_id', sa.String(length=26), nullable=True),
    sa.Column('live_number', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.String(length=26), nullable=True),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_process_owner_id_person')),
    sa.ForeignKeyConstraint(['parent_id'], ['process.id'], name=op.f('fk_process_parent_id_process')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_process_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_process')),
    sa.UniqueConstraint('key', name=op.f('uq_process_key'))
    )
    with op.batch_alter_table('process', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_process_live_version_id'), ['live_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_process_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_process_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('ix_process_title_id', ['title', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_process_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_process_unit_path'), ['unit_path'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_role_grant_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('person_id', 'unit_id', 'role', name=op.f('uq_role_grant_person_id_unit_id_role'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index('uq_role_grant_whole', ['person_id', 'role'], unique=True, sqlite_where=sa.text('unit_id IS NULL'), postgresql_where=sa.text('unit_id IS NULL'))

    op.create_table('web_session',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_web_session_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('digest', name=op.f('uq_web_session_digest'))
    )
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_session_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_web_session_person_id'), ['person_id'], unique=False)

    op.create_table('ballot',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('method', sa.String(length=30), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('electorate_size', sa.Integer(), nullable=False),
    sa.Column('electorate_hash', sa.String(length=64), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_ballot_process_id_process')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot'))
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_process_id'), ['process_id'], unique=False)
        batch_op.create_index('ix_ballot_state_closes_at', ['state', 'closes_at'], unique=False)
        batch_op.create_index('ix_ballot_subject', ['subject'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('step_id', sa.String(length=300), nullable=True),
    sa.Column('proposal_id', sa.String(length=26), nullable=True),
    sa.Column('author_id', sa.String(length=26), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reply_to', sa.String(length=26), nullable=True),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_comment_author_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_comment_process_id_process')),
    sa.ForeignKeyConstraint(['reply_to'], ['comment.id'], name=op.f('fk_comment_reply_to_comment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_comment_process_step', ['process_id', 'step_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_reply_to'), ['reply_to'], unique=False)

    op.create_table('flag',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('step_id', sa.String(length=300), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('waste', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_flag_person_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_flag_process_id_process')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
    sa.UniqueConstraint('process_id', 'step_id', 'person_id', 'kind', name=op.f('uq_flag_process_id_step_id_person_id_kind'))
    )
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_flag_person_id'), ['person_id'], unique=False)

    op.create_table('lane_mapping',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('lane', sa.String(length=255), nullable=False),
    sa.Column('unit_id', sa.String(length=26), nullable=True),
    sa.Column('unit_path', sa.String(length=500), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=True),
    sa.Column('group_id', sa.String(length=26), nullable=True),
    sa.Column('person_id', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['people_group.id'], name=op.f('fk_lane_mapping_group_id_people_group')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lane_mapping_person_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_lane_mapping_process_id_process')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_lane_mapping_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lane_mapping'))
    )
    with op.batch_alter_table('lane_mapping', schema=None) as batch_op:
        batch_op.create_index('ix_lane_mapping_process_lane', ['process_id', 'lane'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('event_key', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_notice_process_id_process')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('person_id', 'event_key', name=op.f('uq_notice_person_id_event_key'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_person_id', ['person_id', 'id'], unique=False)
        batch_op.create_index('ix_notice_unmailed', ['person_id', 'at'], unique=False, postgresql_where=sa.text('mailed_at IS NULL'), sqlite_where=sa.text('mailed_at IS NULL'))
        batch_op.create_index('ix_notice_unread', ['person_id'], unique=False, postgresql_where=sa.text('read_at IS NULL'), sqlite_where=sa.text('read_at IS NULL'))

    op.create_table('process_policy',
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_process_policy_process_id_process')),
    sa.PrimaryKeyConstraint('process_id', 'number', name=op.f('pk_process_policy'))
    )
    op.create_table('version',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('xml', sa.LargeBinary(), nullable=False),
    sa.Column('runnable', sa.LargeBinary(), nullable=True),
    sa.Column('mode', sa.String(length=20), nullable=True),
    sa.Column('runs', sa.Boolean(), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.Column('assumptions', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('author_id', sa.String(length=26), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposal_id', sa.String(length=26), nullable=True),
    sa.Column('reverts_id', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_version_author_id_person')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_version_process_id_process')),
    sa.ForeignKeyConstraint(['reverts_id'], ['version.id'], name=op.f('fk_version_reverts_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version')),
    sa.UniqueConstraint('process_id', 'number', name=op.f('uq_version_process_id_number'))
    )
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_version_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_version_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_version_sha256'), ['sha256'], unique=False)

    op.create_table('acknowledgement',
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_acknowledgement_person_id_person')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_acknowledgement_version_id_version')),
    sa.PrimaryKeyConstraint('version_id', 'person_id', name=op.f('pk_acknowledgement'))
    )
    with op.batch_alter_table('acknowledgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_acknowledgement_person_id'), ['person_id'], unique=False)

    op.create_table('elector',
    sa.Column('ballot_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_elector_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_elector_person_id_person')),
    sa.PrimaryKeyConstraint('ballot_id', 'person_id', name=op.f('pk_elector'))
    )
    with op.batch_alter_table('elector', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_elector_person_id'), ['person_id'], unique=False)

    op.create_table('instance',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('business_key', sa.String(length=200), nullable=True),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('blob', sa.LargeBinary(), nullable=True),
    sa.Column('waits', sa.Boolean(), nullable=False),
    sa.Column('started_by', sa.String(length=26), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_instance_process_id_process')),
    sa.ForeignKeyConstraint(['started_by'], ['person.id'], name=op.f('fk_instance_started_by_person')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_instance_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance'))
    )
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instance_business_key'), ['business_key'], unique=False)
        batch_op.create_index('ix_instance_process_state', ['process_id', 'state', 'id'], unique=False)
        batch_op.create_index('ix_instance_state', ['state', 'id'], unique=False)
        batch_op.create_index('ix_instance_version_state', ['version_id', 'state', 'id'], unique=False)

    op.create_table('mention',
    sa.Column('comment_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_mention_comment_id_comment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mention_person_id_person')),
    sa.PrimaryKeyConstraint('comment_id', 'person_id', name=op.f('pk_mention'))
    )
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mention_person_id'), ['person_id'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('author_id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('base_version_id', sa.String(length=26), nullable=False),
    sa.Column('version_id', sa.String(length=26), nullable=True),
    sa.Column('policy_number', sa.Integer(), nullable=False),
    sa.Column('outcome_words', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_proposal_author_id_person')),
    sa.ForeignKeyConstraint(['base_version_id'], ['version.id'], name=op.f('fk_proposal_base_version_id_version')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_proposal_process_id_process')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_proposal_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_proposal_process', ['process_id', 'state'], unique=False)
        batch_op.create_index('ix_proposal_state', ['state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_version_id'), ['version_id'], unique=False)

    op.create_table('reaction',
    sa.Column('comment_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_reaction_comment_id_comment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reaction_person_id_person')),
    sa.PrimaryKeyConstraint('comment_id', 'person_id', 'kind', name=op.f('pk_reaction'))
    )
    op.create_table('report',
    sa.Column('comment_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_report_comment_id_comment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_person_id_person')),
    sa.PrimaryKeyConstraint('comment_id', 'person_id', name=op.f('pk_report'))
    )
    op.create_table('version_step',
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('step_id', sa.String(length=300), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('type', sa.String(length=60), nullable=False),
    sa.Column('lane', sa.Text(), nullable=True),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('documentation', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_version_step_version_id_version')),
    sa.PrimaryKeyConstraint('version_id', 'step_id', name=op.f('pk_version_step'))
    )
    with op.batch_alter_table('version_step', schema=None) as batch_op:
        batch_op.create_index('ix_version_step_step_id', ['step_id'], unique=False)

    op.create_table('vote',
    sa.Column('ballot_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('choice', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('receipt', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballot.id'], name=op.f('fk_vote_ballot_id_ballot')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_vote_person_id_person')),
    sa.PrimaryKeyConstraint('ballot_id', 'person_id', name=op.f('pk_vote'))
    )
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vote_person_id'), ['person_id'], unique=False)

    op.create_table('approval',
    sa.Column('proposal_id', sa.String(length=26), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_approval_person_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_approval_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', 'revision', 'person_id', name=op.f('pk_approval'))
    )
    op.create_table('message',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('correlation', sa.Text(), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('delivered_to', sa.String(length=26), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['delivered_to'], ['instance.id'], name=op.f('fk_message_delivered_to_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_name'), ['name'], unique=False)

    op.create_table('proposal_event',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('proposal_id', sa.String(length=26), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_event_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_event'))
    )
    with op.batch_alter_table('proposal_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_event_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('proposal_evidence',
    sa.Column('proposal_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('ref_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_evidence_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', 'kind', 'ref_id', name=op.f('pk_proposal_evidence'))
    )
    with op.batch_alter_table('proposal_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_evidence_ref_id'), ['ref_id'], unique=False)

    op.create_table('proposal_revision',
    sa.Column('proposal_id', sa.String(length=26), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('operations', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('base_version_id', sa.String(length=26), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_version_id'], ['version.id'], name=op.f('fk_proposal_revision_base_version_id_version')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_revision_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', 'revision', name=op.f('pk_proposal_revision'))
    )
    op.create_table('proposal_step',
    sa.Column('proposal_id', sa.String(length=26), nullable=False),
    sa.Column('step_id', sa.String(length=300), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_step_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('proposal_id', 'step_id', name=op.f('pk_proposal_step'))
    )
    with op.batch_alter_table('proposal_step', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_step_process', ['process_id', 'step_id'], unique=False)

    op.create_table('rollout',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('from_version_id', sa.String(length=26), nullable=False),
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('proposal_id', sa.String(length=26), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('reverts_id', sa.String(length=26), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('migrates', sa.Boolean(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('moved', sa.Integer(), nullable=False),
    sa.Column('redirected', sa.Integer(), nullable=False),
    sa.Column('stayed', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['from_version_id'], ['version.id'], name=op.f('fk_rollout_from_version_id_version')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_rollout_process_id_process')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_rollout_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['reverts_id'], ['rollout.id'], name=op.f('fk_rollout_reverts_id_rollout')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_rollout_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rollout'))
    )
    with op.batch_alter_table('rollout', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rollout_process_id'), ['process_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rollout_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rollout_reverts_id'), ['reverts_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rollout_version_id'), ['version_id'], unique=False)

    op.create_table('step_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('instance_id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('event', sa.String(length=24), nullable=False),
    sa.Column('step_id', sa.String(length=255), nullable=True),
    sa.Column('step_name', sa.Text(), nullable=True),
    sa.Column('task_id', sa.String(length=40), nullable=True),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('detail', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_step_event_instance_id_instance')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_step_event_process_id_process')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_step_event_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_event'))
    )
    with op.batch_alter_table('step_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_step_event_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_step_event_process_step_at', ['process_id', 'step_id', 'at'], unique=False)

    op.create_table('subscription',
    sa.Column('instance_id', sa.String(length=26), nullable=False),
    sa.Column('task_id', sa.String(length=40), nullable=False),
    sa.Column('step_id', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('correlation', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_subscription_instance_id_instance'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('instance_id', 'task_id', name=op.f('pk_subscription'))
    )
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.create_index('ix_subscription_kind_name', ['kind', 'name'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('instance_id', sa.String(length=26), nullable=False),
    sa.Column('process_id', sa.String(length=26), nullable=False),
    sa.Column('version_id', sa.String(length=26), nullable=False),
    sa.Column('step_id', sa.String(length=255), nullable=False),
    sa.Column('step_name', sa.Text(), nullable=False),
    sa.Column('lane', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('form', sa.Text(), nullable=True),
    sa.Column('data', sa.Text(), nullable=True),
    sa.Column('claimed_by', sa.String(length=26), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['claimed_by'], ['person.id'], name=op.f('fk_task_claimed_by_person')),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], name=op.f('fk_task_closed_by_person')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_task_instance_id_instance')),
    sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_task_process_id_process')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_task_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_claimed', ['claimed_by', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_task_open', ['opened_at', 'id'], unique=False, postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))
        batch_op.create_index('ix_task_process_step_state', ['process_id', 'step_id', 'state'], unique=False)

    op.create_table('timer',
    sa.Column('instance_id', sa.String(length=26), nullable=False),
    sa.Column('task_id', sa.String(length=40), nullable=False),
    sa.Column('step_id', sa.String(length=255), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_timer_instance_id_instance'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('instance_id', 'task_id', name=op.f('pk_timer'))
    )
    with op.batch_alter_table('timer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timer_due_at'), ['due_at'], unique=False)

    op.create_table('concern',
    sa.Column('rollout_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_concern_person_id_person')),
    sa.ForeignKeyConstraint(['rollout_id'], ['rollout.id'], name=op.f('fk_concern_rollout_id_rollout')),
    sa.PrimaryKeyConstraint('rollout_id', 'person_id', name=op.f('pk_concern'))
    )
    with op.batch_alter_table('concern', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concern_person_id'), ['person_id'], unique=False)

    op.create_table('verdict',
    sa.Column('rollout_id', sa.String(length=26), nullable=False),
    sa.Column('instance_id', sa.String(length=26), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('from_version_id', sa.String(length=26), nullable=False),
    sa.Column('blob_before', sa.LargeBinary(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['from_version_id'], ['version.id'], name=op.f('fk_verdict_from_version_id_version')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_verdict_instance_id_instance')),
    sa.ForeignKeyConstraint(['rollout_id'], ['rollout.id'], name=op.f('fk_verdict_rollout_id_rollout')),
    sa.PrimaryKeyConstraint('rollout_id', 'instance_id', name=op.f('pk_verdict'))
    )
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verdict_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_verdict_rollout_verdict', ['rollout_id', 'verdict', 'instance_id'], unique=False)

    audit.install_triggers(op.get_bind())


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.drop_index('ix_verdict_rollout_verdict')
        batch_op.drop_index(batch_op.f('ix_verdict_instance_id'))

    op.drop_table('verdict')
    with op.batch_alter_table('concern', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concern_person_id'))

    op.drop_table('concern')
    with op.batch_alter_table('timer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_timer_due_at'))

    op.drop_table('timer')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_process_step_state')
        batch_op.drop_index('ix_task_open', postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_task_instance_id'))
        batch_op.drop_index('ix_task_claimed')

    op.drop_table('task')
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.drop_index('ix_subscription_kind_name')

    op.drop_table('subscription')
    with op.batch_alter_table('step_event', schema=None) as batch_op:
        batch_op.drop_index('ix_step_event_process_step_at')
        batch_op.drop_index(batch_op.f('ix_step_event_instance_id'))

    op.drop_table('step_event')
    with op.batch_alter_table('rollout', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rollout_version_id'))
        batch_op.drop_index(batch_op.f('ix_rollout_reverts_id'))
        batch_op.drop_index(batch_op.f('ix_rollout_proposal_id'))
        batch_op.drop_index(batch_op.f('ix_rollout_process_id'))

    op.drop_table('rollout')
    with op.batch_alter_table('proposal_step', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_step_process')

    op.drop_table('proposal_step')
    op.drop_table('proposal_revision')
    with op.batch_alter_table('proposal_evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_evidence_ref_id'))

    op.drop_table('proposal_evidence')
    with op.batch_alter_table('proposal_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_event_proposal_id'))

    op.drop_table('proposal_event')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_name'))

    op.drop_table('message')
    op.drop_table('approval')
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vote_person_id'))

    op.drop_table('vote')
    with op.batch_alter_table('version_step', schema=None) as batch_op:
        batch_op.drop_index('ix_version_step_step_id')

    op.drop_table('version_step')
    op.drop_table('report')
    op.drop_table('reaction')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_version_id'))
        batch_op.drop_index('ix_proposal_state')
        batch_op.drop_index('ix_proposal_process')
        batch_op.drop_index(batch_op.f('ix_proposal_author_id'))

    op.drop_table('proposal')
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mention_person_id'))

    op.drop_table('mention')
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_index('ix_instance_version_state')
        batch_op.drop_index('ix_instance_state')
        batch_op.drop_index('ix_instance_process_state')
        batch_op.drop_index(batch_op.f('ix_instance_business_key'))

    op.drop_table('instance')
    with op.batch_alter_table('elector', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_elector_person_id'))

    op.drop_table('elector')
    with op.batch_alter_table('acknowledgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_acknowledgement_person_id'))

    op.drop_table('acknowledgement')
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_version_sha256'))
        batch_op.drop_index(batch_op.f('ix_version_proposal_id'))
        batch_op.drop_index(batch_op.f('ix_version_author_id'))

    op.drop_table('version')
    op.drop_table('process_policy')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_unread', postgresql_where=sa.text('read_at IS NULL'), sqlite_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_notice_unmailed', postgresql_where=sa.text('mailed_at IS NULL'), sqlite_where=sa.text('mailed_at IS NULL'))
        batch_op.drop_index('ix_notice_person_id')

    op.drop_table('notice')
    with op.batch_alter_table('lane_mapping', schema=None) as batch_op:
        batch_op.drop_index('ix_lane_mapping_process_lane')

    op.drop_table('lane_mapping')
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_flag_person_id'))

    op.drop_table('flag')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_reply_to'))
        batch_op.drop_index(batch_op.f('ix_comment_proposal_id'))
        batch_op.drop_index('ix_comment_process_step')
        batch_op.drop_index(batch_op.f('ix_comment_author_id'))

    op.drop_table('comment')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_index('ix_ballot_subject')
        batch_op.drop_index('ix_ballot_state_closes_at')
        batch_op.drop_index(batch_op.f('ix_ballot_process_id'))

    op.drop_table('ballot')
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_web_session_person_id'))
        batch_op.drop_index(batch_op.f('ix_web_session_ends_at'))

    op.drop_table('web_session')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_role_grant_whole', sqlite_where=sa.text('unit_id IS NULL'), postgresql_where=sa.text('unit_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_role_grant_unit_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('process', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_process_unit_path'))
        batch_op.drop_index(batch_op.f('ix_process_unit_id'))
        batch_op.drop_index('ix_process_title_id')
        batch_op.drop_index(batch_op.f('ix_process_parent_id'))
        batch_op.drop_index(batch_op.f('ix_process_owner_id'))
        batch_op.drop_index(batch_op.f('ix_process_live_version_id'))

    op.drop_table('process')
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_password_link_person_id'))
        batch_op.drop_index(batch_op.f('ix_password_link_expires_at'))

    op.drop_table('password_link')
    with op.batch_alter_table('oidc_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_oidc_link_person_id'))

    op.drop_table('oidc_link')
    op.drop_table('mail_preference')
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_member_person_id'))

    op.drop_table('group_member')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_person_id'))

    op.drop_table('api_token')
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unit_parent_id'))

    op.drop_table('unit')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_name'))

    op.drop_table('person')
    op.drop_table('people_group')
    op.drop_table('job_periodic')
    with op.batch_alter_table('job_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_note_done_at'))

    op.drop_table('job_note')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('uq_job_running_lock', sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))
        batch_op.drop_index('ix_job_state_run_at')
        batch_op.drop_index('ix_job_lock', sqlite_where=sa.text('lock IS NOT NULL'), postgresql_where=sa.text('lock IS NOT NULL'))

    op.drop_table('job')
    with op.batch_alter_table('idempotency_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idempotency_key_created_at'))

    op.drop_table('idempotency_key')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_subject'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_actor_id'))

    op.drop_table('audit_entry')
