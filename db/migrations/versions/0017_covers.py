"""Somebody stands in for who is away, and memberships know the day they end on"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

REASONS = ("leave", "illness", "training", "other")
ENDS = "until IS NOT NULL AND valid_to IS NULL"
KEPT = "version, id, customer_id, person_id, can_write, valid_from, valid_to, reason"


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", _reasons(), nullable=False),
        sa.Column("planned_from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _open("ended_on"),
        sa.CheckConstraint("absent_id <> substitute_id", name=op.f("ck_cover_by_somebody_else")),
        sa.CheckConstraint("until >= planned_from", name=op.f("ck_cover_ends_after_start")),
        sa.CheckConstraint("began_on IS NULL OR began_on >= planned_from", name=op.f("ck_cover_begins_as_planned")),
        sa.CheckConstraint(
            "ended_on IS NULL OR began_on IS NULL OR ended_on >= began_on", name=op.f("ck_cover_over_after_start")
        ),
        *(_person("cover", name) for name in ("absent_id", "substitute_id", "by_id")),
        _active("fk_cover_absent_is_active", "absent_id"),
        _active("fk_cover_substitute_is_active", "substitute_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
        sa.UniqueConstraint("absent_id", "open", name=op.f("uq_cover_absent_id_open")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cover_absent_id"), "cover", ["absent_id"])
    op.create_index("ix_cover_substitute_open", "cover", ["substitute_id", "open"])
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(sa.Column("until", sa.Date()), sa.Column("cover_id", sa.Integer()), _to_cover())
    else:
        op.add_column("membership", sa.Column("until", sa.Date(), nullable=True))
        op.add_column("membership", sa.Column("cover_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_membership_cover_id"), "membership", "cover", ["cover_id"], ["id"])
    ends = sa.text(ENDS)
    op.create_index("ix_membership_until", "membership", ["until"], sqlite_where=ends, postgresql_where=ends)


def _reasons() -> sa.Enum:
    return sa.Enum(*REASONS, name="cover_reason", native_enum=False, create_constraint=True, length=24)


def _open(ends: str) -> sa.Column:
    return sa.Column("open", sa.Integer(), sa.Computed(f"CASE WHEN {ends} IS NULL THEN 1 END", persisted=True))


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))


def _active(name: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column, "open"], ["person.id", "person.active"], name=name)


def _to_cover() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["cover_id"], ["cover.id"], name=op.f("fk_membership_cover_id"))


def _made_anew(*parts: sa.Column | sa.ForeignKeyConstraint) -> None:
    """Membership with other columns, on SQLite.

    The computed one stays the last: what stands behind such a one is misread when a table is later rebuilt in batch.
    """
    columns = [part for part in parts if isinstance(part, sa.Column)]
    op.drop_index("ix_membership_customer_id", "membership")
    op.drop_index("ix_membership_person_open", "membership")
    op.rename_table("membership", "membership_before")
    op.create_table(
        "membership",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in KEPT.split(", ")[:5]),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=False),
        *columns,
        _open("valid_to"),
        *(part for part in parts if isinstance(part, sa.ForeignKeyConstraint)),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_membership_ends_after_start")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_membership_customer_id")),
        _active("fk_membership_holder_is_active", "person_id"),
        _person("membership", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("customer_id", "person_id", "open", name=op.f("uq_membership_customer_id_person_id_open")),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO membership ({KEPT}) SELECT {KEPT} FROM membership_before")
    op.execute(
        "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'membership_before') "
        "WHERE name = 'membership' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'membership_before')"
    )
    op.drop_table("membership_before")
    op.create_index("ix_membership_customer_id", "membership", ["customer_id"])
    op.create_index("ix_membership_person_open", "membership", ["person_id", "open", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_membership_until", "membership")
    if op.get_bind().dialect.name == "sqlite":
        _made_anew()
    else:
        op.drop_constraint(op.f("fk_membership_cover_id"), "membership", type_="foreignkey")
        op.drop_column("membership", "cover_id")
        op.drop_column("membership", "until")
    op.drop_table("cover")
