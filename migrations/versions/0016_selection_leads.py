"""A selection that is laid down decides who is admitted; whoever is admitted beside it has a reason on record."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LAID_DOWN = "UPDATE tender SET selection_leads = true WHERE id IN (SELECT tender_id FROM selection_plan)"


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("selection_leads", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(LAID_DOWN)
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.alter_column("selection_leads", server_default=None)
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outside_because", sa.String(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_column("outside_because")
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_column("selection_leads")
