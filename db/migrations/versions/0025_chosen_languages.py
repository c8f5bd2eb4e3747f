"""A person has chosen their language, or not yet"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN language_chosen INTEGER DEFAULT 0 NOT NULL")
    chosen = "SELECT actor_id FROM audit WHERE command = 'set_language' AND outcome = 'done'"
    op.execute(f"UPDATE person SET language_chosen = 1 WHERE id IN ({chosen})")


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN language_chosen")
