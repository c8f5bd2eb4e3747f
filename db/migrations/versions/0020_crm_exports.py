"""Exports of other CRMs: their rows on the way into the book, and which record each of them became"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NEEDED = {"part": 24, "key": 60, "digest": 32, "rules": 200}
OPTIONAL = {
    "number": 40, "name": 200, "kind": 24, "role": 24, "title": 60, "owner": 120, "account": 60, "contact": 60,
    "login": 120, "email": 120, "unit": 80, "status": 24, "outcome": 500, "result": 24, "needs": 2000, "region": 40,
    "industry": 60, "address": 200, "phone": 40, "phone_mask": 40, "phone_hash": 64, "phone_tail": 16,
    "id_number": 40, "id_hash": 64, "id_tail": 16,
}  # fmt: skip


def _text(name: str, length: int, *, nullable: bool) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "import_record",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        *(_text(name, length, nullable=False) for name, length in NEEDED.items()),
        *(_text(name, length, nullable=True) for name, length in OPTIONAL.items()),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("holder_id", "doer_id")),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("planned_on", "done_on", "since")),
        sa.Column("corrected", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_record_run_id")),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_import_record")),
    )
    op.create_index("ix_import_record_key", "import_record", ["run_id", "part", "key", "line"])
    op.create_table(
        "import_link",
        _text("source", 40, nullable=False),
        _text("part", 24, nullable=False),
        _text("number", 60, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _text("digest", 32, nullable=False),
        sa.PrimaryKeyConstraint("source", "part", "number", name=op.f("pk_import_link")),
    )


def downgrade() -> None:
    op.drop_table("import_link")
    op.drop_table("import_record")
