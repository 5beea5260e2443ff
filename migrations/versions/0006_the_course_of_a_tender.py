"""With what a call was made, what its estimate rests on, and the invitation to tender.

The procedure became data, and what its rules ask about was not kept before.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("prior_notice", "contract_notice", "national")
FILLED = ("submission_address", "submission_languages", "cpv_code", "lots_reason", "told_in_part")


def upgrade() -> None:
    """Make the change; of a tender that is on record not all was told, so its order is judged as far as it was."""
    kind = sa.Enum(*KINDS, name="noticekind", native_enum=False, length=40)
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invited_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("submission_address", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("submission_languages", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("cpv_code", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lots_reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("notice_kind", kind, nullable=True))
        batch_op.add_column(sa.Column("told_in_part", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("tender", schema=None) as batch_op:
        for name in FILLED:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take the change back; what these columns told is lost."""
    with op.batch_alter_table("tender", schema=None) as batch_op:
        for name in (*reversed(FILLED), "notice_kind", "invited_on"):
            batch_op.drop_column(name)
