"""Each row of the audit is sealed and hangs on the one before it; where the chain ends is kept, and rows only follow"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import context, op

from db.anchors import write_anchor
from db.chain import NOTHING, End, Link, chain_key, end_seal, seal_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BATCH = 5_000
AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("at", sqlmodel.sql.sqltypes.UTCDateTime()),
    *(sa.column(name) for name in ("command", "outcome", "actor_id", "actor_login", "record_table", "record_id")),
    *(sa.column(name) for name in ("change", "came_from", "seal")),
)
# As rows were sealed when this was written: what is added to them later is for a later revision to seal.
SEALED = (
    *("id", "at", "command", "outcome", "actor_id", "actor_login"),
    *("record_table", "record_id", "change", "came_from"),
)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False, server_default="")


def upgrade() -> None:
    op.add_column("audit", _text("came_from", 60))
    op.add_column("audit", _text("seal", 64))
    op.create_table(
        "audit_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        _text("base_seal", 64),
        _text("base_digest", 64),
        sa.Column("last_id", sa.Integer(), nullable=False),
        _text("last_seal", 64),
        _text("seal", 64),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_end")),
    )
    _open_to_changes()
    last = _seal_what_is_there(op.get_bind())
    _close_to_changes()
    if op.get_bind().dialect.name == "sqlite":
        # INSERT OR REPLACE passes by the rule against deleting where the connection has not asked for it.
        op.execute(
            "CREATE TRIGGER audit_only_follows BEFORE INSERT ON audit "
            "WHEN NEW.id <= (SELECT max(id) FROM audit) AND NEW.id > 0 "
            "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )
    if last != NOTHING:
        write_anchor(context.config.attributes["url"], last)


def _seal_what_is_there(connection: sa.Connection) -> Link:
    """Chain the rows of before, a batch at a time; the last of them."""
    key, last = chain_key(), NOTHING
    sealed = sa.update(AUDIT).where(AUDIT.c.id == sa.bindparam("of")).values(seal=sa.bindparam("made"))
    found = sa.select(*(AUDIT.c[name] for name in SEALED)).order_by(AUDIT.c.id).limit(BATCH)
    while rows := connection.execute(found.where(AUDIT.c.id > last.id)).all():
        made = []
        for row in rows:
            last = Link(row.id, seal_of(key, last.seal, row))
            made.append({"of": last.id, "made": last.seal})
        connection.execute(sealed, made)
    if last != NOTHING:
        end = End(last=last)
        op.execute(
            sa.text(
                "INSERT INTO audit_end (id, base_id, last_id, last_seal, seal) VALUES (1, 0, :id, :last, :seal)"
            ).bindparams(id=last.id, last=last.seal, seal=end_seal(key, end))
        )
    return last


def _open_to_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit DISABLE TRIGGER audit_append_only")
    else:
        op.execute("DROP TRIGGER audit_no_update")


def _close_to_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit ENABLE TRIGGER audit_append_only")
        return
    op.execute(
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Numbers were given by the chain; from here on the counter gives them again.
        op.execute("SELECT setval(pg_get_serial_sequence('audit', 'id'), max(id)) FROM audit HAVING max(id) > 0")
    else:
        op.execute("DROP TRIGGER audit_only_follows")
    op.drop_table("audit_end")
    op.drop_column("audit", "seal")
    op.drop_column("audit", "came_from")
