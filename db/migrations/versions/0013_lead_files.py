"""Leads come from files: their rows on the way in, and by what each lead is known when its row comes again"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0013"
down_revision = "0008"
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
    # In a batch: a column added behind a computed one is not read back by what looks at the table next.
    with op.batch_alter_table("lead", table_kwargs={"sqlite_autoincrement": True}) as lead:
        lead.add_column(_text("origin", 64, nullable=True))
        lead.create_index(op.f("ix_lead_origin"), ["origin"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("lead", table_kwargs={"sqlite_autoincrement": True}) as lead:
        lead.drop_index(op.f("ix_lead_origin"))
        lead.drop_column("origin")
    op.drop_table("import_lead")
