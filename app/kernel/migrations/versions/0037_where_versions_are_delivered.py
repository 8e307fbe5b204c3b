"""Where versions are delivered"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "target",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("process_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("connector_id", sa.String(length=26), nullable=True),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("branch", sa.String(length=200), nullable=False),
        sa.Column("folder", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["connector_id"], ["connector.id"], name=op.f("fk_target_connector_id_connector"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_target_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index(op.f("ix_target_connector_id"), "target", ["connector_id"], unique=False)
    op.create_index(op.f("ix_target_process_id"), "target", ["process_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("target_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_delivery_target_id_target"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_delivery_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_state"), "delivery", ["state"], unique=False)
    op.create_index("ix_delivery_target", "delivery", ["target_id", "id"], unique=False)
    op.create_index(op.f("ix_delivery_version_id"), "delivery", ["version_id"], unique=False)
    op.create_table(
        "delivery_attempt",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("delivery_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_attempt_delivery_id_delivery"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempt")),
    )
    op.create_index(op.f("ix_delivery_attempt_delivery_id"), "delivery_attempt", ["delivery_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("delivery_attempt")
    op.drop_table("delivery")
    op.drop_table("target")
