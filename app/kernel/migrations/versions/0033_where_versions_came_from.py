"""What is told of versions that were brought from another library"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version of the schema."""
    op.create_table(
        "version_origin",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_origin_version_id_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_origin")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("version_origin")
