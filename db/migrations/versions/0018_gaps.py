"""A customer's gaps are a cause of an activity"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CAUSES = ("renewal", "overdue", "claim", "stalled", "next_step", "recurring")
RULE = "ck_activity_activity_cause"
INDEX, COLUMNS = "uq_activity_cause", ["person_id", "cause", "cause_id", "open"]


def upgrade() -> None:
    _causes(*CAUSES, "gaps")


def downgrade() -> None:
    # What was planned or done stays, without its cause.
    op.execute("UPDATE activity SET cause = NULL, cause_id = NULL, cause_on = NULL WHERE cause = 'gaps'")
    _causes(*CAUSES)


def _causes(*codes: str) -> None:
    rule = "CONSTRAINT {} CHECK ({} IN ({}))".format(RULE, "{}", ", ".join(f"'{code}'" for code in codes))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE activity DROP CONSTRAINT {RULE}")
        op.execute(f"ALTER TABLE activity ADD {rule.format('cause')}")
        return
    # A new column takes the place of the old one: SQLite changes no rule, and copying the table would lose its trigger.
    op.drop_index(INDEX, "activity")
    op.execute(f"ALTER TABLE activity ADD COLUMN new_cause VARCHAR(24) {rule.format('new_cause')}")
    op.execute("UPDATE activity SET new_cause = cause")
    op.execute("ALTER TABLE activity DROP COLUMN cause")
    op.execute("ALTER TABLE activity RENAME COLUMN new_cause TO cause")
    op.create_index(INDEX, "activity", COLUMNS, unique=True)
