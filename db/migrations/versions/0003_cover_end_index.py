"""What is in force is counted from an index alone"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_policy_cover_end", "policy")
    op.create_index("ix_policy_cover_end", "policy", ["cover_end", "inception", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_policy_cover_end", "policy")
    op.create_index("ix_policy_cover_end", "policy", ["cover_end"])
