"""A line of a handover keeps the customer's number and name of its day, and how many policies were in force"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NUMBER = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("handover_line", sa.Column("number", NUMBER, nullable=False, server_default=""))
    op.add_column("handover_line", sa.Column("name", sa.String(120), nullable=False, server_default=""))
    op.add_column("handover_line", sa.Column("policies", sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("policies", "name", "number"):
        op.drop_column("handover_line", name)
