"""Changes of the expected close are kept; a closed opportunity says why it was lost and why it was opened again"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE = "close_date_change"
BOARD = ["outcome", "kind", "stage", "expected_close", "expected_premium", "customer_id"]


def upgrade() -> None:
    op.add_column("opportunity", sa.Column("lost_note", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True))
    op.add_column("stage_change", sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True))
    op.create_index("ix_opportunity_board", "opportunity", BOARD)
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_close_date_change_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_close_date_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_close_date_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_close_date_change_changed_on", TABLE, ["changed_on"])
    op.create_index("ix_close_date_change_opportunity_days", TABLE, ["opportunity_id", "days"])
    _keep_as_written()


def _keep_as_written() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{change.lower()} BEFORE {change} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_index("ix_opportunity_board", "opportunity")
    op.drop_column("stage_change", "reason")
    op.drop_column("opportunity", "lost_note")
