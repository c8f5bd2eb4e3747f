"""Leads come from files: their rows on the way in, by what each is known when it comes again; subjects are found"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NEEDED = {"digest": 32, "origin": 64, "name": 120, "kind": 24, "source": 40}
OPTIONAL = {
    "number": 40, "contact_name": 80, "phone": 40, "email": 120, "region": 40, "sought": 40, "unit": 24, "owner": 64,
    "note": 500,
}  # fmt: skip


def _text(name: str, length: int, *, nullable: bool) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "import_lead",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        *(_text(name, length, nullable=False) for name, length in NEEDED.items()),
        *(_text(name, length, nullable=True) for name, length in OPTIONAL.items()),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("expected_premium", sa.BigInteger(), nullable=True),
        sa.Column("corrected", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_lead_run_id")),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_import_lead")),
    )
    exact = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
    op.create_table(
        "activity_gram",
        sa.Column("gram", exact, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("gram", "record_id", name=op.f("pk_activity_gram")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_origin",
        _text("origin", 64, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_import_origin_lead_id")),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_import_origin")),
    )
    op.create_index(op.f("ix_import_origin_lead_id"), "import_origin", ["lead_id"])


def downgrade() -> None:
    op.drop_table("import_origin")
    op.drop_table("activity_gram")
    op.drop_table("import_lead")
