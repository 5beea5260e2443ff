"""The dialogue: its announcement and rounds, sessions with minutes, the equal-information ledger, and what came of it.

Names of experts by experience and the bytes of minutes stand in tables of their own: fewer people read them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "compensation_decision",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.String(length=30), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_compensation_decision_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_compensation_decision")),
    )
    op.create_table(
        "dialogue_announcement",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("reduction", sa.Boolean(), nullable=False),
        sa.Column("reduction_criteria", sa.String(), nullable=False),
        sa.Column("joint_sessions", sa.Boolean(), nullable=False),
        sa.Column("maximum_participants", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_dialogue_announcement_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_dialogue_announcement")),
    )
    op.create_table(
        "dialogue_closing",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nothing_because", sa.String(), nullable=False),
        sa.Column("passed_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_dialogue_closing_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_dialogue_closing")),
    )
    op.create_table(
        "dialogue_round",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_reason", sa.String(), nullable=False),
        sa.Column("passed_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_dialogue_round_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_round")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_dialogue_round_tender_id_number")),
    )
    with op.batch_alter_table("dialogue_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogue_round_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "planned_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("expected_roles", sa.JSON(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "held", "cancelled", name="meetingstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("attendees", sa.Integer(), nullable=True),
        sa.Column("attendee_roles", sa.JSON(), nullable=False),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_planned_session_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_session")),
    )
    with op.batch_alter_table("planned_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_session_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "specification_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_specification_change_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specification_change")),
    )
    with op.batch_alter_table("specification_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_specification_change_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "dialogue_letter",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "invitation",
                "delivery",
                "reduction",
                "closing",
                "progress_report",
                name="letterpurpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_dialogue_letter_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_dialogue_letter_letter_id_letter")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_dialogue_letter_tender_id_tender")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_dialogue_letter")),
    )
    with op.batch_alter_table("dialogue_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogue_letter_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "dialogue_product",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "business_case",
                "risk_table",
                "development_task",
                "other",
                name="productkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "agreed", "dropped", name="productstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_dialogue_product_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_dialogue_product_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_product")),
    )
    with op.batch_alter_table("dialogue_product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogue_product_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "dialogue_reduction",
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_dialogue_reduction_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["dialogue_round.id"], name=op.f("fk_dialogue_reduction_round_id_dialogue_round")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_dialogue_reduction")),
    )
    op.create_table(
        "frozen_document",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("published_file", "issued_document", "minutes", name="frozenkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["dialogue_round.id"], name=op.f("fk_frozen_document_round_id_dialogue_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_frozen_document")),
    )
    op.create_table(
        "progress_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_progress_request_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_progress_request_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_request")),
    )
    with op.batch_alter_table("progress_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progress_request_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "session_expert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("planned_session_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("preparation_on", sa.Date(), nullable=True),
        sa.Column("debriefing_on", sa.Date(), nullable=True),
        sa.Column("payment_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_session_id"],
            ["planned_session.id"],
            name=op.f("fk_session_expert_planned_session_id_planned_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_expert")),
    )
    with op.batch_alter_table("session_expert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_expert_planned_session_id"), ["planned_session_id"], unique=False)

    op.create_table(
        "told_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("idea_of", sa.String(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column(
            "sharing", sa.Enum("for_all", "confidential", name="sharing", native_enum=False, length=40), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("deliver_by", sa.Date(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_told_item_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["idea_of"], ["candidate.id"], name=op.f("fk_told_item_idea_of_candidate")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_told_item_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_item")),
    )
    with op.batch_alter_table("told_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_item_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "item_consent",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("consented_by", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["told_item.id"], name=op.f("fk_item_consent_item_id_told_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_consent")),
    )
    op.create_table(
        "session_expert_name",
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["session_expert.id"], name=op.f("fk_session_expert_name_expert_id_session_expert")
        ),
        sa.PrimaryKeyConstraint("expert_id", name=op.f("pk_session_expert_name")),
    )
    op.create_table(
        "session_seat",
        sa.Column("planned_session_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_session_seat_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["planned_session_id"],
            ["planned_session.id"],
            name=op.f("fk_session_seat_planned_session_id_planned_session"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_session_seat_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("planned_session_id", "candidate_id", name=op.f("pk_session_seat")),
    )
    op.create_table(
        "session_minutes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("planned_session_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authority_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority_approved_by", sa.String(), nullable=True),
        sa.Column("participant_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("participant_approved_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["planned_session_id", "candidate_id"],
            ["session_seat.planned_session_id", "session_seat.candidate_id"],
            name=op.f("fk_session_minutes_planned_session_id_candidate_id_session_seat"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_minutes")),
        sa.UniqueConstraint(
            "planned_session_id",
            "candidate_id",
            "number",
            name=op.f("uq_session_minutes_planned_session_id_candidate_id_number"),
        ),
    )
    op.create_table(
        "session_outcome",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("planned_session_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_session_id", "candidate_id"],
            ["session_seat.planned_session_id", "session_seat.candidate_id"],
            name=op.f("fk_session_outcome_planned_session_id_candidate_id_session_seat"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_outcome")),
    )
    with op.batch_alter_table("session_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_outcome_planned_session_id"), ["planned_session_id"], unique=False)

    op.create_table(
        "session_minutes_body",
        sa.Column("minutes_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["session_minutes.id"], name=op.f("fk_session_minutes_body_minutes_id_session_minutes")
        ),
        sa.PrimaryKeyConstraint("minutes_id", name=op.f("pk_session_minutes_body")),
    )


def downgrade() -> None:
    """Take it back; what the dialogue held is lost."""
    op.drop_table("session_minutes_body")
    with op.batch_alter_table("session_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_outcome_planned_session_id"))

    op.drop_table("session_outcome")
    op.drop_table("session_minutes")
    op.drop_table("session_seat")
    op.drop_table("session_expert_name")
    op.drop_table("item_consent")
    with op.batch_alter_table("told_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_told_item_tender_id"))

    op.drop_table("told_item")
    with op.batch_alter_table("session_expert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_expert_planned_session_id"))

    op.drop_table("session_expert")
    with op.batch_alter_table("progress_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_request_tender_id"))

    op.drop_table("progress_request")
    op.drop_table("frozen_document")
    op.drop_table("dialogue_reduction")
    with op.batch_alter_table("dialogue_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_product_tender_id"))

    op.drop_table("dialogue_product")
    with op.batch_alter_table("dialogue_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_letter_tender_id"))

    op.drop_table("dialogue_letter")
    with op.batch_alter_table("specification_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_specification_change_tender_id"))

    op.drop_table("specification_change")
    with op.batch_alter_table("planned_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_session_tender_id"))

    op.drop_table("planned_session")
    with op.batch_alter_table("dialogue_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_round_tender_id"))

    op.drop_table("dialogue_round")
    op.drop_table("dialogue_closing")
    op.drop_table("dialogue_announcement")
    op.drop_table("compensation_decision")
