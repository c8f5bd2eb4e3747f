"""Handovers: the list of all that somebody holds, for whom each is, who signed, and what became of it"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
IS_OPEN = "CASE WHEN state IN ('draft', 'frozen', 'agreed') THEN 1 END"
STATES = ("draft", "frozen", "agreed", "done", "closed", "withdrawn", "undone")


def upgrade() -> None:
    _handovers()
    _lines()
    _items()
    op.create_table(
        "handover_signing",
        _number("id"),
        _number("handover_id"),
        _number("person_id"),
        sa.Column("signed_at", MOMENT(), nullable=False),
        _to("handover_signing", "handover_id", "handover"),
        _to("handover_signing", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_signing")),
        sa.UniqueConstraint("handover_id", "person_id", name=op.f("uq_handover_signing_handover_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_handover_signing_person_id"), "handover_signing", ["person_id"])


def _coded(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=24)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _number(name: str, *, big: bool = False, empty: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger() if big else sa.Integer(), nullable=empty)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, TEXT(length=length), nullable=False)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, MOMENT(), nullable=True)


def _handovers() -> None:
    signed = ("opened_by_id", "giver_signed_by_id", "approved_by_id", "done_by_id", "undone_by_id")
    op.create_table(
        "handover",
        *(_number(name) for name in ("version", "id", "leaver_id", "unit_id")),
        sa.Column("reason", _coded("handover_reason", "left", "moved", "long_leave"), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", _coded("handover_state", *STATES), nullable=False),
        *(_number(name, empty=True) for name in signed),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *(_moment(name) for name in ("frozen_at", "giver_signed_at", "approved_at", "done_at", "undone_at")),
        sa.Column("effective_on", sa.Date(), nullable=False),
        *(_text(name, 200) for name in ("giver_reason", "closed_reason", "undone_reason")),
        _number("disabled"),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _text("digest", 64),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("before", "after", "highest")),
        sa.Column("open", sa.Integer(), sa.Computed(IS_OPEN, persisted=True), nullable=True),
        *(_to("handover", name, "person") for name in ("leaver_id", *signed)),
        _to("handover", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("leaver_id", "open", name=op.f("uq_handover_leaver_id_open")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handover_unit", "handover", ["unit_id", "state"])
    op.create_index("ix_handover_due", "handover", ["state", "effective_on"])


def _lines() -> None:
    op.create_table(
        "handover_line",
        *(_number(name) for name in ("version", "id", "handover_id", "customer_id")),
        _number("successor_id", empty=True),
        _number("by_rule"),
        *(_number(name, big=True) for name in ("premium", "receivable", "overdue")),
        sa.Column("next_expiry", sa.Date(), nullable=True),
        _number("score", empty=True),
        _text("note", 500),
        _to("handover_line", "handover_id", "handover"),
        _to("handover_line", "customer_id", "customer"),
        _to("handover_line", "successor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_line")),
        sa.UniqueConstraint("handover_id", "customer_id", name=op.f("uq_handover_line_handover_id_customer_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_handover_line_customer_id"), "handover_line", ["customer_id"])
    op.create_index("ix_handover_line_successor", "handover_line", ["successor_id", "handover_id"])


def _items() -> None:
    op.create_table(
        "handover_item",
        *(_number(name) for name in ("id", "handover_id")),
        _text("record_table", 40),
        _number("record_id"),
        _number("customer_id", empty=True),
        _number("person_id"),
        _number("successor_id", empty=True),
        _number("moved"),
        _number("after_id", empty=True),
        _to("handover_item", "handover_id", "handover"),
        _to("handover_item", "customer_id", "customer"),
        _to("handover_item", "person_id", "person"),
        _to("handover_item", "successor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
        sa.UniqueConstraint(
            "handover_id", "record_table", "record_id", name=op.f("uq_handover_item_handover_id_record_table_record_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handover_item_customer", "handover_item", ["handover_id", "customer_id"])
    op.create_index("ix_handover_item_successor", "handover_item", ["successor_id", "handover_id"])


def downgrade() -> None:
    for table in ("handover_signing", "handover_item", "handover_line", "handover"):
        op.drop_table(table)
