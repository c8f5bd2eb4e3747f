"""Files that leave: what was taken, and what a second person was asked for"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    verdict = sa.Enum(
        "approved", "refused", name="export_request_verdict", native_enum=False, create_constraint=True, length=24
    )
    waits = sa.Computed("CASE WHEN verdict IS NULL THEN 1 END", persisted=True)
    op.create_table(
        "export_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", TEXT(length=40), nullable=False),
        sa.Column("question", TEXT(length=64), nullable=False),
        sa.Column("asked", TEXT(length=400), nullable=False),
        sa.Column("what", TEXT(length=200), nullable=False),
        sa.Column("told", TEXT(length=500), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT(length=200), nullable=False),
        sa.Column("asked_at", MOMENT(), nullable=False),
        sa.Column("verdict", verdict, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT(), nullable=True),
        sa.Column("sentence", TEXT(length=200), nullable=False),
        sa.Column("expires_at", MOMENT(), nullable=True),
        sa.Column("used_at", MOMENT(), nullable=True),
        sa.Column("read_at", MOMENT(), nullable=True),
        sa.Column("waits", sa.Integer(), waits, nullable=True),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_export_request_never_by_oneself")),
        sa.CheckConstraint(
            "(verdict IS NULL) = (decided_by IS NULL)", name=op.f("ck_export_request_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "(expires_at IS NULL) = (coalesce(verdict, '') <> 'approved')",
            name=op.f("ck_export_request_approved_for_a_time"),
        ),
        sa.CheckConstraint(
            "used_at IS NULL OR expires_at IS NOT NULL", name=op.f("ck_export_request_used_once_approved")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_export_request_person_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_export_request_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_request")),
        sa.UniqueConstraint("person_id", "question", "waits", name=op.f("uq_export_request_person_id_question_waits")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_export_request_waits_person", "export_request", ["waits", "person_id"])
    op.create_index(op.f("ix_export_request_person_id"), "export_request", ["person_id"])
    op.create_table(
        "export_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_export_taken_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["export_request.id"], name=op.f("fk_export_taken_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_taken")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_export_taken_person_day", "export_taken", ["person_id", "day"])
    op.create_index(op.f("ix_export_taken_request_id"), "export_taken", ["request_id"])


def downgrade() -> None:
    op.drop_table("export_taken")
    op.drop_table("export_request")
