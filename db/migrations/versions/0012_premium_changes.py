"""Changes of the expected premium are kept, and the history of stages is found by what a report asks of it"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "premium_change"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("from_premium", sa.BigInteger(), nullable=False),
        sa.Column("to_premium", sa.BigInteger(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_premium_change_opportunity_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_premium_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_premium_change_changed_on", TABLE, ["changed_on"])
    op.create_index("ix_premium_change_day", TABLE, ["opportunity_id", "changed_on", "id", "from_premium"])
    _keep_as_written()
    # Each holds all that is asked of an opportunity's history as of a day.
    op.drop_index("ix_stage_change_opportunity_id", "stage_change")
    op.create_index("ix_stage_change_way", "stage_change", ["opportunity_id", "changed_on", "id", "to_stage"])
    op.create_index("ix_close_date_change_day", "close_date_change", ["opportunity_id", "changed_on", "id", "from_day"])


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
    op.drop_index("ix_close_date_change_day", "close_date_change")
    op.drop_index("ix_stage_change_way", "stage_change")
    op.create_index("ix_stage_change_opportunity_id", "stage_change", ["opportunity_id"])
    op.drop_table(TABLE)
