"""Who keeps the accounts can look at the application as somebody else"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "viewing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("began_at", MOMENT(), nullable=False),
        sa.Column("until", MOMENT(), nullable=False),
        sa.Column("ended_at", MOMENT(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_viewing_person_id")),
        sa.ForeignKeyConstraint(["seen_id"], ["person.id"], name=op.f("fk_viewing_seen_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_viewing_session_id"), "viewing", ["session_id"])
    op.create_index(op.f("ix_viewing_seen_id"), "viewing", ["seen_id"])


def downgrade() -> None:
    op.drop_table("viewing")
