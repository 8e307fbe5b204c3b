"""What a change uses and used, and what that costs, as people entered it"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

STANDS = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "baseline",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("proposal_id", sa.String(26), sa.ForeignKey("proposal.id"), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("found_by", sa.String(400), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("before", sa.String(40), nullable=False),
        sa.Column("after", sa.String(40), nullable=False),
        sa.Column("price", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(26), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supersedes_id", sa.String(26), sa.ForeignKey("baseline.id"), nullable=True, unique=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_baseline_proposal_id", "baseline", ["proposal_id"])
    op.create_index("ix_baseline_entered_by", "baseline", ["entered_by"])
    op.create_index(
        "uq_baseline_stands", "baseline", ["proposal_id", "found_by"], unique=True, sqlite_where=STANDS,
        postgresql_where=STANDS,
    )  # fmt: skip


def downgrade() -> None:
    """Go back."""
    op.drop_table("baseline")
