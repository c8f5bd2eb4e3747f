"""Comments, who comes along, notices and how each wants them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
KINDS = ("task", "comment", "mention", "joined", "handed", "refused", "due", "overdue")
ABOUT = ("customer", "opportunity", "activity", "plan")
ENDS = (
    "UPDATE activity_participant SET open = CASE WHEN NEW.status = 'planned' THEN 1 END "
    "WHERE activity_id = NEW.id AND part = 'companion' AND left_at IS NULL"
)


def coded(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", coded("comment_kind", *ABOUT), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("day_plan_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", TEXT(length=500), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'plan') = (customer_id IS NULL)", name=op.f("ck_comment_hangs_on_a_customer_or_a_plan")
        ),
        sa.CheckConstraint("(kind = 'plan') = (day_plan_id IS NOT NULL)", name=op.f("ck_comment_names_its_plan")),
        sa.CheckConstraint(
            "(kind = 'activity') = (activity_id IS NOT NULL)", name=op.f("ck_comment_names_its_activity")
        ),
        sa.CheckConstraint(
            "(kind = 'opportunity') = (opportunity_id IS NOT NULL)", name=op.f("ck_comment_names_its_opportunity")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_comment_customer_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_comment_opportunity_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_comment_activity_id")),
        sa.ForeignKeyConstraint(["day_plan_id"], ["day_plan.id"], name=op.f("fk_comment_day_plan_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comment_customer_kind", "comment", ["customer_id", "kind"])
    for column in ("opportunity_id", "activity_id", "day_plan_id"):
        op.create_index(f"ix_comment_{column}", "comment", [column])
    _participants()
    _notices()
    _triggers()


def _participants() -> None:
    op.create_table(
        "activity_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", coded("activity_participant_part", "companion", "giver"), nullable=False),
        sa.Column("joined_at", MOMENT(), nullable=False),
        sa.Column("left_at", MOMENT(), nullable=True),
        sa.Column("open", sa.Integer(), nullable=True),
        sa.CheckConstraint("open IS NULL OR open = 1", name=op.f("ck_activity_participant_open_is_1_or_nothing")),
        sa.CheckConstraint(
            "open IS NULL OR (left_at IS NULL AND part = 'companion')",
            name=op.f("ck_activity_participant_only_companions_hold"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_participant_activity_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_activity_participant_person_id")),
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_activity_participant_holder_is_active"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_participant")),
        sa.UniqueConstraint(
            "activity_id", "person_id", "part", name=op.f("uq_activity_participant_activity_id_person_id_part")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activity_participant_person_open", "activity_participant", ["person_id", "open"])


def _notices() -> None:
    unread = "CASE WHEN read_at IS NULL AND in_app = 1 THEN 1 END"
    waits = "CASE WHEN read_at IS NULL AND mailed_at IS NULL AND by_mail = 1 THEN 1 END"
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", coded("notice_kind", *KINDS), nullable=False),
        sa.Column("cause", TEXT(length=60), nullable=False),
        sa.Column("about", coded("notice_about", *ABOUT), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("read_at", MOMENT(), nullable=True),
        sa.Column("mailed_at", MOMENT(), nullable=True),
        sa.Column("in_app", sa.Integer(), nullable=False),
        sa.Column("by_mail", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), sa.Computed(unread, persisted=True), nullable=True),
        sa.Column("waits", sa.Integer(), sa.Computed(waits, persisted=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_notice_comment_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "cause", name=op.f("uq_notice_person_id_cause")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_person_unread", "notice", ["person_id", "unread"])
    op.create_index("ix_notice_person_in_app", "notice", ["person_id", "in_app", "id"])
    op.create_index("ix_notice_waits_person", "notice", ["waits", "person_id"])
    op.create_index("ix_notice_at", "notice", ["at"])
    op.create_table(
        "notice_setting",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", coded("notice_setting_kind", *KINDS), nullable=False),
        sa.Column("in_app", sa.Integer(), nullable=False),
        sa.Column("by_mail", sa.Integer(), nullable=False),
        sa.CheckConstraint("in_app IN (0, 1) AND by_mail IN (0, 1)", name=op.f("ck_notice_setting_on_or_off")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_setting_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notice_setting")),
    )


def _triggers() -> None:
    """A companion is held by a planned activity and by no other, whoever closes it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION hold_companions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {ENDS}; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER activity_holds_companions AFTER UPDATE OF status ON activity FOR EACH ROW "
            "WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION hold_companions()"
        )
        return
    op.execute(
        "CREATE TRIGGER activity_holds_companions AFTER UPDATE OF status ON activity "
        f"WHEN NEW.status IS NOT OLD.status BEGIN {ENDS}; END"
    )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER activity_holds_companions" + (" ON activity" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION hold_companions()")
    for table in ("notice_setting", "notice", "activity_participant", "comment"):
        op.drop_table(table)
