"""Questions about a tender, and the numbered notes in which they are answered to all.

A note holds copies of what was published, so that who asked is never one join away from a candidate.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "clarification_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.String(), nullable=False),
        sa.Column("published_by_name", sa.String(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("late_because", sa.String(), nullable=False),
        sa.Column("named_because", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_clarification_note_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_note")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_clarification_note_tender_id_number")),
    )
    with op.batch_alter_table("clarification_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clarification_note_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=True),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("room", "platform", "email", "other", name="questionchannel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.String(), nullable=False),
        sa.Column("entered_by_name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "confidentiality",
            sa.Enum("not_asked", "asked", "granted", "refused", name="confidentiality", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("confidential_because", sa.String(), nullable=False),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_name", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_alone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_out_because", sa.String(), nullable=False),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["clarification_note.id"], name=op.f("fk_question_note_id_clarification_note")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_question_party_id_party")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_question_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("ix_question_asked", ["dossier_id", "asked_on", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "clarification_item",
        sa.Column("note_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["clarification_note.id"], name=op.f("fk_clarification_item_note_id_clarification_note")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_clarification_item_question_id_question")
        ),
        sa.PrimaryKeyConstraint("note_id", "number", name=op.f("pk_clarification_item")),
        sa.UniqueConstraint("question_id", name=op.f("uq_clarification_item_question_id")),
    )


def downgrade() -> None:
    """Take the change back; the questions and notes are lost."""
    op.drop_table("clarification_item")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_tender_id"))
        batch_op.drop_index("ix_question_asked")

    op.drop_table("question")
    with op.batch_alter_table("clarification_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clarification_note_dossier_id"))

    op.drop_table("clarification_note")
