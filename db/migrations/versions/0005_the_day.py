"""The day: why an item stands in a plan, what came of it, amendments after the cut-off, recurring visits"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CAUSES = ("renewal", "overdue", "claim", "stalled", "next_step", "recurring")
KINDS = ("visit", "call", "message", "meeting", "service", "care")
AMENDED = ("added", "done", "missed", "cancelled", "moved")


def _coded(column: str, codes: tuple[str, ...], name: str) -> sa.Column:
    kind = sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(column, kind, nullable=False)


def upgrade() -> None:
    listed = ", ".join(f"'{code}'" for code in CAUSES)
    # By hand, since both databases then take the rules along with the column, without the table being copied.
    for column in (
        f"cause VARCHAR(24) CONSTRAINT ck_activity_activity_cause CHECK (cause IN ({listed}))",
        "cause_id INTEGER",
        "cause_on DATE",
        "stake BIGINT",
        "result VARCHAR(24) DEFAULT '' NOT NULL",
        "facts VARCHAR(80) DEFAULT '' NOT NULL",
        "moves INTEGER DEFAULT 0 NOT NULL",
        "moved_from_id INTEGER CONSTRAINT fk_activity_moved_from_id REFERENCES activity (id)",
        "unplanned INTEGER DEFAULT 0 NOT NULL",
    ):
        op.execute(f"ALTER TABLE activity ADD COLUMN {column}")
    op.create_index("uq_activity_cause", "activity", ["person_id", "cause", "cause_id", "open"], unique=True)
    op.create_index("ix_activity_moved_from_id", "activity", ["moved_from_id"])
    op.add_column("day_plan", sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    _amendments()
    _recurring()


def _amendments() -> None:
    op.create_table(
        "plan_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        _coded("what", AMENDED, "plan_amendment_what"),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_plan_amendment_activity_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_amendment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_amendment")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plan_amendment_activity_id", "plan_amendment", ["activity_id"])
    op.create_index("ix_plan_amendment_day", "plan_amendment", ["day", "activity_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER plan_amendment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plan_amendment "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER plan_amendment_no_{change.lower()} BEFORE {change} ON plan_amendment "
            "BEGIN SELECT RAISE(ABORT, 'plan_amendment is append-only'); END"
        )


def _recurring() -> None:
    op.create_table(
        "recurring_visit",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        _coded("kind", KINDS, "recurring_visit_kind"),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        _coded("unit", ("week", "month"), "recurring_visit_unit"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "open", sa.Integer(), sa.Computed("CASE WHEN valid_to IS NULL THEN 1 END", persisted=True), nullable=True
        ),
        sa.CheckConstraint("every > 0", name=op.f("ck_recurring_visit_every_some")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_recurring_visit_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_recurring_visit_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_visit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recurring_visit_customer_open", "recurring_visit", ["customer_id", "open"])


def downgrade() -> None:
    op.drop_table("recurring_visit")
    op.drop_table("plan_amendment")
    op.drop_column("day_plan", "closed_at")
    op.drop_index("ix_activity_moved_from_id", "activity")
    op.drop_index("uq_activity_cause", "activity")
    for column in (
        "cause", "cause_id", "cause_on", "stake", "result", "facts", "moves", "moved_from_id", "unplanned",
    ):  # fmt: skip
        op.execute(f"ALTER TABLE activity DROP COLUMN {column}")
