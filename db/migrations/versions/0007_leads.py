"""Leads are worked: who they are, what is hoped, whom they hold, and every step they went through"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = "CASE WHEN status IN ('new', 'contacted') THEN 1 END"
KINDS = ("individual", "organisation")
STEPS = ("received", "assigned", "claimed", "returned", "contacted", "converted", "dropped")


def _columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False, server_default="individual"),
        sa.Column("contact_name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False, server_default=""),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(length=40)),
        sa.Column("line", sqlmodel.sql.sqltypes.AutoString(length=40)),
        sa.Column("expected_premium", sa.BigInteger()),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=40)),
        sa.Column("phone_mask", sqlmodel.sql.sqltypes.AutoString(length=40)),
        sa.Column("phone_hash", sqlmodel.sql.sqltypes.AutoString(length=64)),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=120)),
        sa.Column("assigned_on", sa.Date()),
        sa.Column("contacted_on", sa.Date()),
        sa.Column("converted_on", sa.Date()),
        sa.Column("dropped_reason", sqlmodel.sql.sqltypes.AutoString(length=200)),
        sa.Column("opportunity_id", sa.Integer()),
    )


def _one_of(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def upgrade() -> None:
    # Who has left cannot hold what is open: it goes back to the pool.
    op.execute(
        "UPDATE lead SET person_id = NULL WHERE status IN ('new', 'contacted') "
        "AND person_id IN (SELECT id FROM person WHERE active = 0)"
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("lead", table_kwargs={"sqlite_autoincrement": True}) as lead:
        for column in _columns():
            lead.add_column(column)
        lead.add_column(sa.Column("open", sa.Integer(), sa.Computed(OPEN, persisted=True)))
        lead.create_check_constraint(op.f("ck_lead_lead_kind"), _one_of("kind", KINDS))
        lead.create_foreign_key(op.f("fk_lead_opportunity_id"), "opportunity", ["opportunity_id"], ["id"])
        lead.create_foreign_key("fk_lead_holder_is_active", "person", ["person_id", "open"], ["id", "active"])
        lead.drop_index("ix_lead_person_id")
        lead.drop_index("ix_lead_unit_id")
        lead.create_index("ix_lead_person_open", ["person_id", "open", "received_on"])
        lead.create_index("ix_lead_unit_open", ["unit_id", "open", "person_id"])
        lead.create_index(op.f("ix_lead_source"), ["source"])
        lead.create_index(op.f("ix_lead_phone_hash"), ["phone_hash"])
        lead.create_index(op.f("ix_lead_opportunity_id"), ["opportunity_id"])
    op.execute("UPDATE lead SET assigned_on = received_on WHERE person_id IS NOT NULL")
    _events(sqlite=sqlite)


def _events(*, sqlite: bool) -> None:
    op.create_table(
        "lead_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("step", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("holder_id", sa.Integer()),
        sa.Column("way", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.CheckConstraint(_one_of("step", STEPS), name=op.f("ck_lead_event_lead_event_step")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_event_lead_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lead_event_person_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_lead_event_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_event")),
        sqlite_autoincrement=True,
    )
    for column in ("lead_id", "happened_on", "person_id", "holder_id"):
        op.create_index(op.f(f"ix_lead_event_{column}"), "lead_event", [column])
    op.execute(
        "INSERT INTO lead_event (lead_id, step, happened_on, at, holder_id, way, note) "
        "SELECT id, 'received', received_on, CURRENT_TIMESTAMP, person_id, '', '' FROM lead"
    )
    if sqlite:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER lead_event_no_{change.lower()} BEFORE {change} ON lead_event "
                "BEGIN SELECT RAISE(ABORT, 'lead_event is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER lead_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lead_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("lead_event")
    with op.batch_alter_table("lead", table_kwargs={"sqlite_autoincrement": True}) as lead:
        for name in ("person_open", "unit_open", "source", "phone_hash", "opportunity_id"):
            lead.drop_index(f"ix_lead_{name}")
        lead.drop_constraint("fk_lead_holder_is_active", type_="foreignkey")
        lead.drop_constraint(op.f("fk_lead_opportunity_id"), type_="foreignkey")
        lead.drop_constraint(op.f("ck_lead_lead_kind"), type_="check")
        for name in ("open", *(column.name for column in _columns())):
            lead.drop_column(name)
        lead.create_index("ix_lead_person_id", ["person_id"])
        lead.create_index("ix_lead_unit_id", ["unit_id"])
