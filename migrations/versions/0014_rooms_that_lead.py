"""Rooms above the tender keep a part of it: the dialogue once it is announced, the award once a lot is decided.

Award letters have a document, and a lot that is not awarded can have a last day for objections.

Where a dialogue was announced here but conversations were recorded without it, both ways stay open: else its minutes
could not be approved anywhere.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEADS = ("dialogue_leads", "award_leads")
ANNOUNCED = """
UPDATE tender SET dialogue_leads = true
WHERE id IN (SELECT tender_id FROM dialogue_announcement)
AND id NOT IN (
    SELECT tender_id FROM dialogue_session
    WHERE id NOT IN (SELECT session_id FROM session_seat WHERE session_id IS NOT NULL)
)
"""
DECIDED = "UPDATE tender SET award_leads = true WHERE id IN (SELECT tender_id FROM lot_award)"


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("tender", schema=None) as batch_op:
        for name in LEADS:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(ANNOUNCED)
    op.execute(DECIDED)
    with op.batch_alter_table("tender", schema=None) as batch_op:
        for name in LEADS:
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("award_letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("document_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_award_letter_document_id_issued_document"), "issued_document", ["document_id"], ["id"]
        )

    with op.batch_alter_table("lot_award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objections_by", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("lot_award", schema=None) as batch_op:
        batch_op.drop_column("objections_by")
    with op.batch_alter_table("award_letter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_award_letter_document_id_issued_document"), type_="foreignkey")
        batch_op.drop_column("document_id")
    with op.batch_alter_table("tender", schema=None) as batch_op:
        for name in reversed(LEADS):
            batch_op.drop_column(name)
