"""Customers merged into others, what that changed, and those that only look alike; files of customers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
ALONE = "ck_customer_owned_unless_merged"


def upgrade() -> None:
    with op.batch_alter_table("customer") as batch:
        batch.alter_column("owned", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_customer_merged_into_id"), "customer", ["merged_into_id"], ["id"])
        batch.create_check_constraint(op.f(ALONE), "(owned IS NULL) = (merged_into_id IS NOT NULL)")
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "ix_customer_merged_into_id", "customer", ["merged_into_id"], sqlite_where=merged, postgresql_where=merged
    )
    _merges()
    _apart()
    _files()


def _merges() -> None:
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("winner_id", sa.Integer(), nullable=False),
        sa.Column("loser_id", sa.Integer(), nullable=False),
        sa.Column("loser_name", TEXT(length=120), nullable=False),
        sa.Column("loser_number", TEXT(length=40), nullable=False),
        sa.Column("merged_on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT(length=200), nullable=False),
        sa.Column("highest", sa.Text(), nullable=False),
        sa.Column("undone_at", MOMENT(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "open", sa.Integer(), sa.Computed("CASE WHEN undone_at IS NULL THEN 1 END", persisted=True), nullable=True
        ),
        sa.ForeignKeyConstraint(["winner_id"], ["customer.id"], name=op.f("fk_customer_merge_winner_id")),
        sa.ForeignKeyConstraint(["loser_id"], ["customer.id"], name=op.f("fk_customer_merge_loser_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_customer_merge_person_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_customer_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
        sa.UniqueConstraint("loser_id", "open", name=op.f("uq_customer_merge_loser_id_open")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_merge_winner_id", "customer_merge", ["winner_id"])
    op.create_table(
        "merged_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("record_table", TEXT(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", TEXT(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["customer_merge.id"], name=op.f("fk_merged_row_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_row")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_merged_row_merge_id", "merged_row", ["merge_id"])


def _apart() -> None:
    op.create_table(
        "customer_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_customer_apart_lower_first")),
        sa.ForeignKeyConstraint(["low_id"], ["customer.id"], name=op.f("fk_customer_apart_low_id")),
        sa.ForeignKeyConstraint(["high_id"], ["customer.id"], name=op.f("fk_customer_apart_high_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_customer_apart_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_apart")),
        sa.UniqueConstraint("low_id", "high_id", name=op.f("uq_customer_apart_low_id_high_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_apart_high_id", "customer_apart", ["high_id"])


def _files() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT(length=120), nullable=False),
        sa.Column("kind", TEXT(length=12), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", TEXT(length=64), nullable=False),
        sa.Column("stored", TEXT(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("removed_at", MOMENT(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_reason", TEXT(length=200), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_attachment_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_person_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["person.id"], name=op.f("fk_attachment_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("stored", name=op.f("uq_attachment_stored")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachment_customer", "attachment", ["customer_id", "removed_at"])


def downgrade() -> None:
    for table in ("attachment", "customer_apart", "merged_row", "customer_merge"):
        op.drop_table(table)
    op.drop_index("ix_customer_merged_into_id", "customer")
    with op.batch_alter_table("customer") as batch:
        batch.drop_constraint(op.f(ALONE), type_="check")
        batch.drop_constraint(op.f("fk_customer_merged_into_id"), type_="foreignkey")
        batch.drop_column("merged_into_id")
        batch.alter_column("owned", existing_type=sa.Integer(), nullable=False)
