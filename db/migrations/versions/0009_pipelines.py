"""Pipelines of another CRM: their files on the way into the book, where an opportunity came from, a third sale"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXTS = {
    "number": 40, "series": 24, "team": 60, "channel": 24, "industry": 60, "region": 40, "parent": 120, "agent": 60,
    "product": 60, "account": 120, "stage": 24,
}  # fmt: skip
KIND = "ck_opportunity_opportunity_kind"


def upgrade() -> None:
    op.create_table(
        "opportunity_origin",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("agent", sa.String(60), nullable=False),
        sa.Column("team", sa.String(60), nullable=True),
        sa.Column("office", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_origin_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_opportunity_origin")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_opportunity_origin_source_number")),
    )
    op.create_table(
        "import_entry",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=True) for name, length in TEXTS.items()),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("price", "value")),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("opened_on", "closed_on", "closes_on")),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("corrected", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_entry_run_id")),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_import_entry")),
    )
    op.create_index("ix_import_entry_key", "import_entry", ["run_id", "part", "key", "line"])
    op.add_column("import_row", sa.Column("corrected", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("import_verdict", sa.Column("opportunity_id", sa.Integer(), nullable=True))
    for name in ("moves", "rehomed"):
        op.add_column("import_verdict", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    _kinds("relationship", "project", "account")


def downgrade() -> None:
    _kinds("relationship", "project")
    for name in ("opportunity_id", "moves", "rehomed"):
        op.drop_column("import_verdict", name)
    op.drop_column("import_row", "corrected")
    op.drop_table("import_entry")
    op.drop_table("opportunity_origin")


def _kinds(*kinds: str) -> None:
    allowed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("opportunity", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), f"kind IN ({allowed})")
