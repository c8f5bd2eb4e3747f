"""Records are found by grams of their names, by the beginnings of numbers, and by the last four places of a phone or ID"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

GRAMS = ("customer_gram", "contact_gram", "lead_gram", "opportunity_gram")
BEGINNINGS = (
    ("customer", "number", 40),
    ("policy", "number", 40),
    ("policy", "insured_object", 200),
    ("claim", "number", 60),
)
KINDS = "('customer', 'policy', 'opportunity')"


def upgrade() -> None:
    exact = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
    for table in GRAMS:
        op.create_table(
            table,
            sa.Column("gram", exact, nullable=False),
            sa.Column("record_id", sa.Integer(), nullable=False, autoincrement=False),
            sa.PrimaryKeyConstraint("gram", "record_id", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    _of_people()
    for column in ("id_tail", "phone_tail"):
        op.add_column("customer_private", sa.Column(column, sa.String(16), nullable=True))
        op.create_index(op.f(f"ix_customer_private_{column}"), "customer_private", [column])
    if op.get_bind().dialect.name == "postgresql":
        _collate("C")
    op.create_index(op.f("ix_policy_insured_object"), "policy", ["insured_object"])


def _of_people() -> None:
    for table, moment in (("pinned_record", "pinned_at"), ("recent_record", "opened_at")):
        op.create_table(
            table,
            sa.Column("person_id", sa.Integer(), nullable=False, autoincrement=False),
            sa.Column("kind", sa.String(24), nullable=False),
            sa.Column("record_id", sa.Integer(), nullable=False, autoincrement=False),
            sa.Column(moment, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
            sa.CheckConstraint(f"kind IN {KINDS}", name=op.f(f"ck_{table}_{table}_kind")),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
            sa.PrimaryKeyConstraint("person_id", "kind", "record_id", name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(24), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("asked", sa.String(400), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("person_id", "page", "name", name=op.f("uq_saved_filter_person_id_page_name")),
        sqlite_autoincrement=True,
    )


def _collate(collation: str) -> None:
    for table, column, length in BEGINNINGS:
        op.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR({length}) COLLATE "{collation}"')


def downgrade() -> None:
    op.drop_index(op.f("ix_policy_insured_object"), "policy")
    if op.get_bind().dialect.name == "postgresql":
        _collate("default")
    for column in ("phone_tail", "id_tail"):
        op.drop_index(op.f(f"ix_customer_private_{column}"), "customer_private")
        op.drop_column("customer_private", column)
    for table in ("saved_filter", "recent_record", "pinned_record", *reversed(GRAMS)):
        op.drop_table(table)
