"""The hash of each sealed piece as it came in, so that a byte that differs shows before a vault is opened.

Of pieces that are there already it is not known: hashing what lies there now would call it right.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("sealed_chunk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sha256", sa.String(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("sealed_chunk", schema=None) as batch_op:
        batch_op.drop_column("sha256")
