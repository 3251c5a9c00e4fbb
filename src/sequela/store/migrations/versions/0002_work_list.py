"""The index of the work list holds all that its order and its counts ask for, so that neither reads every line."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Another index in place of the first."""
    op.drop_index("ix_summary_order", "summary")
    op.create_index(
        "ix_summary_order",
        "summary",
        ["clinic_id", "alarm", "urgency", "arrived", "worse", "waiting", "due_on", "changed_at"],
    )
