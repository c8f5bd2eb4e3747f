"""Notices name a reorganisation"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
KINDS = ("task", "comment", "mention", "joined", "handed", "refused", "due", "overdue")
BEFORE = ("customer", "opportunity", "activity", "plan", "cover", "handover")
ABOUT = (*BEFORE, "reorganisation")
KEPT = "id, person_id, kind, cause, about, about_id, comment_id, by_id, at, read_at, mailed_at, in_app, by_mail"
UNREAD = "CASE WHEN read_at IS NULL AND in_app = 1 THEN 1 END"
WAITS = "CASE WHEN read_at IS NULL AND mailed_at IS NULL AND by_mail = 1 THEN 1 END"
INDEXES = {
    "ix_notice_person_unread": ["person_id", "unread"],
    "ix_notice_person_in_app": ["person_id", "in_app", "id"],
    "ix_notice_waits_person": ["waits", "person_id"],
    "ix_notice_at": ["at"],
}


def upgrade() -> None:
    _about(*ABOUT)


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE about = 'reorganisation'")
    _about(*BEFORE)


def _about(*codes: str) -> None:
    """Let notices be about records of these kinds."""
    if op.get_bind().dialect.name != "sqlite":
        listed = ", ".join(f"'{code}'" for code in codes)
        op.drop_constraint(op.f("ck_notice_notice_about"), "notice")
        op.create_check_constraint(op.f("ck_notice_notice_about"), "notice", f"about IN ({listed})")
        return
    for name in INDEXES:
        op.drop_index(name, "notice")
    op.rename_table("notice", "notice_before")
    _table(codes)
    op.execute(f"INSERT INTO notice ({KEPT}) SELECT {KEPT} FROM notice_before")
    op.execute(
        "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'notice_before') "
        "WHERE name = 'notice' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'notice_before')"
    )
    op.drop_table("notice_before")
    for name, columns in INDEXES.items():
        op.create_index(name, "notice", columns)


def _table(codes: tuple[str, ...]) -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _coded("notice_kind", *KINDS), nullable=False),
        sa.Column("cause", TEXT(length=60), nullable=False),
        sa.Column("about", _coded("notice_about", *codes), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("comment_id", "by_id")),
        sa.Column("at", MOMENT(), nullable=False),
        *(sa.Column(name, MOMENT(), nullable=True) for name in ("read_at", "mailed_at")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("in_app", "by_mail")),
        sa.Column("unread", sa.Integer(), sa.Computed(UNREAD, persisted=True), nullable=True),
        sa.Column("waits", sa.Integer(), sa.Computed(WAITS, persisted=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_notice_comment_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "cause", name=op.f("uq_notice_person_id_cause")),
        sqlite_autoincrement=True,
    )


def _coded(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=24)
