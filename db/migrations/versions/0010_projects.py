"""Projects: milestones and what blocks them, risks, meetings with their minutes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MINUTES = ("project_meeting", "meeting_line")


def upgrade() -> None:
    _milestones()
    _risks()
    _meetings()
    for table in MINUTES:
        _keep_as_written(table)


def _coded(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=24)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _open(column: str) -> sa.Column:
    return sa.Column("open", sa.Integer(), sa.Computed(f"CASE WHEN {column} = 'open' THEN 1 END", persisted=True))


def _holds(table: str) -> sa.ForeignKeyConstraint:
    """Who holds an open one cannot be deactivated, and who is not active is given none."""
    name = f"fk_{table}_holder_is_active"
    return sa.ForeignKeyConstraint(["person_id", "open"], ["person.id", "person.active"], name=name)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, TEXT(length=length), nullable=False)


def _day(name: str) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=False)


def _milestones() -> None:
    op.create_table(
        "milestone",
        _number("version"),
        _id(),
        _number("opportunity_id"),
        sa.Column("code", TEXT(length=24), nullable=True),
        *(_text(name, length) for name, length in (("name", 80), ("stage", 24), ("lane", 24))),
        _number("person_id"),
        *(_day(name) for name in ("start_on", "due_on", "first_due_on")),
        sa.Column("status", _coded("milestone_status", "open", "done", "waived"), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        _text("evidence", 500),
        _text("waived_reason", 200),
        _open("status"),
        _to("milestone", "opportunity_id", "opportunity"),
        _to("milestone", "person_id", "person"),
        _to("milestone", "settled_by_id", "person"),
        _holds("milestone"),
        sa.CheckConstraint("due_on >= start_on", name=op.f("ck_milestone_due_after_start")),
        sa.CheckConstraint("(status = 'open') = (settled_on IS NULL)", name=op.f("ck_milestone_settled_on_a_day")),
        sa.CheckConstraint("status <> 'done' OR evidence <> ''", name=op.f("ck_milestone_done_with_evidence")),
        sa.CheckConstraint("status <> 'waived' OR waived_reason <> ''", name=op.f("ck_milestone_waived_with_a_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("opportunity_id", "code", name=op.f("uq_milestone_opportunity_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_milestone_person_open", "milestone", ["person_id", "open"])
    op.create_table(
        "milestone_block",
        _id(),
        _number("milestone_id"),
        _number("blocker_id"),
        _to("milestone_block", "milestone_id", "milestone"),
        _to("milestone_block", "blocker_id", "milestone"),
        sa.CheckConstraint("milestone_id <> blocker_id", name=op.f("ck_milestone_block_blocks_another")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_block")),
        sa.UniqueConstraint("milestone_id", "blocker_id", name=op.f("uq_milestone_block_milestone_id_blocker_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_milestone_block_blocker_id"), "milestone_block", ["blocker_id"])


def _risks() -> None:
    op.create_table(
        "project_risk",
        _number("version"),
        _id(),
        _number("opportunity_id"),
        _text("text", 200),
        *(_number(name) for name in ("likelihood", "impact", "person_id")),
        sa.Column("state", _coded("project_risk_state", "open", "happened", "closed"), nullable=False),
        _day("noted_on"),
        _open("state"),
        _to("project_risk", "opportunity_id", "opportunity"),
        _to("project_risk", "person_id", "person"),
        _holds("project_risk"),
        sa.CheckConstraint(
            "likelihood BETWEEN 1 AND 3 AND impact BETWEEN 1 AND 3", name=op.f("ck_project_risk_from_1_to_3")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_risk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_risk_opportunity_id"), "project_risk", ["opportunity_id"])
    op.create_index("ix_project_risk_person_open", "project_risk", ["person_id", "open"])


def _meetings() -> None:
    op.create_table(
        "project_meeting",
        _id(),
        _number("opportunity_id"),
        _day("held_on"),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        _number("person_id"),
        _text("note", 1000),
        _to("project_meeting", "opportunity_id", "opportunity"),
        _to("project_meeting", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_meeting_opportunity_id"), "project_meeting", ["opportunity_id"])
    op.create_table(
        "meeting_line",
        _id(),
        _number("meeting_id"),
        _number("milestone_id"),
        sa.Column("word", _coded("meeting_line_word", "on_track", "at_risk", "blocked"), nullable=False),
        _text("note", 200),
        _number("person_id"),
        _day("due_on"),
        _to("meeting_line", "meeting_id", "project_meeting"),
        _to("meeting_line", "milestone_id", "milestone"),
        _to("meeting_line", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_line")),
        sa.UniqueConstraint("meeting_id", "milestone_id", name=op.f("uq_meeting_line_meeting_id_milestone_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_line_milestone_id"), "meeting_line", ["milestone_id"])


def _keep_as_written(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    for table in ("meeting_line", "project_meeting", "project_risk", "milestone_block", "milestone"):
        op.drop_table(table)
