"""Units know their days, and reorganisations move, merge and split them"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("move", "merge", "split", "person")
STATES = ("planned", "done", "withdrawn", "undone")


def upgrade() -> None:
    for name in ("opened_on", "closed_on"):
        op.add_column("unit", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "reorganisation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("kind", KINDS), nullable=False),
        sa.Column("state", _codes("state", STATES), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=True),
        *_ends("done"),
        *_ends("ended"),
        sa.Column("ended_reason", sa.String(length=200), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("before", "after", "moved")),
        sa.CheckConstraint("into_id IS NOT NULL OR code <> ''", name=op.f("ck_reorganisation_leads_somewhere")),
        sa.CheckConstraint("(code = '') = (parent_id IS NULL)", name=op.f("ck_reorganisation_new_unit_has_its_place")),
        *(_to("reorganisation", name, "unit") for name in ("into_id", "parent_id")),
        *(_to("reorganisation", name, "person") for name in ("planned_by_id", "done_by_id", "ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reorganisation_due", "reorganisation", ["state", "effective_on"])
    _units()
    _lines()


def _units() -> None:
    table = "reorganisation_unit"
    op.create_table(
        table,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "reorganisation_id", "unit_id", "closes")),
        sa.CheckConstraint("closes IN (0, 1)", name=op.f("ck_reorganisation_unit_closes_or_stays")),
        _to(table, "reorganisation_id", "reorganisation"),
        _to(table, "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation_unit")),
        sqlite_autoincrement=True,
    )
    for name in ("reorganisation_id", "unit_id"):
        op.create_index(op.f(f"ix_reorganisation_unit_{name}"), table, [name])


def _lines() -> None:
    table = "reorganisation_line"
    whole = ("id", "reorganisation_id", "person_id", "from_unit_id")
    op.create_table(
        table,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in whole),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("pending", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "pending IS NULL OR pending = 1", name=op.f("ck_reorganisation_line_pending_is_1_or_nothing")
        ),
        _to(table, "reorganisation_id", "reorganisation"),
        _to(table, "person_id", "person"),
        _to(table, "from_unit_id", "unit"),
        _to(table, "placement_id", "placement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation_line")),
        sa.UniqueConstraint(
            "reorganisation_id", "person_id", name=op.f("uq_reorganisation_line_reorganisation_id_person_id")
        ),
        sa.UniqueConstraint("person_id", "pending", name=op.f("uq_reorganisation_line_person_id_pending")),
        sqlite_autoincrement=True,
    )


def _codes(column: str, codes: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*codes, name=f"reorganisation_{column}", native_enum=False, create_constraint=True, length=24)


def _ends(what: str) -> list[sa.Column]:
    return [
        sa.Column(f"{what}_on", sa.Date(), nullable=True),
        sa.Column(f"{what}_by_id", sa.Integer(), nullable=True),
    ]


def _to(table: str, column: str, above: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{above}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("reorganisation_line", "reorganisation_unit", "reorganisation"):
        op.drop_table(table)
    for name in ("closed_on", "opened_on"):
        op.drop_column("unit", name)
