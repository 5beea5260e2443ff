"""Selection: what is asked of candidates, their requests to participate, how each was judged, and the decision."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "selection_decision",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("few_because", sa.String(), nullable=False),
        sa.Column("standstill_last_day", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.String(), nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_selection_decision_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_selection_decision")),
    )
    op.create_table(
        "selection_draw",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column(
            "redraw_rule",
            sa.Enum("next_in_order", "new_draw", name="redrawrule", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_selection_draw_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_draw")),
    )
    with op.batch_alter_table("selection_draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_selection_draw_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "selection_plan",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectified_because", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_selection_plan_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_selection_plan")),
    )
    with op.batch_alter_table("selection_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_selection_plan_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "participation_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column(
            "size_class",
            sa.Enum("micro", "small", "medium", "large", name="sizeclass", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("electronic", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_because", sa.String(), nullable=False),
        sa.Column("judgements", sa.Integer(), nullable=False),
        sa.Column("has_running_clients", sa.Boolean(), nullable=False),
        sa.Column("phase_out_clients", sa.String(), nullable=False),
        sa.Column("phase_out_staff", sa.String(), nullable=False),
        sa.Column("phase_out_systems", sa.String(), nullable=False),
        sa.Column("phase_out_noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admitted", sa.Boolean(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("points", sa.String(length=30), nullable=True),
        sa.Column("candidate_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_participation_request_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_participation_request_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_request")),
        sa.UniqueConstraint("tender_id", "name", name=op.f("uq_participation_request_tender_id_name")),
    )
    with op.batch_alter_table("participation_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_request_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "criterion_score",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("score", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["participation_request.id"],
            name=op.f("fk_criterion_score_request_id_participation_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", "code", name=op.f("pk_criterion_score")),
    )
    op.create_table(
        "request_party",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "role", sa.Enum("lead", "member", name="consortiumrole", native_enum=False, length=40), nullable=False
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_request_party_party_id_party")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["participation_request.id"], name=op.f("fk_request_party_request_id_participation_request")
        ),
        sa.PrimaryKeyConstraint("request_id", "party_id", name=op.f("pk_request_party")),
    )
    op.create_table(
        "requirement_finding",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["participation_request.id"],
            name=op.f("fk_requirement_finding_request_id_participation_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", "code", name=op.f("pk_requirement_finding")),
    )


def downgrade() -> None:
    """Take the change back; the selections are lost."""
    op.drop_table("requirement_finding")
    op.drop_table("request_party")
    op.drop_table("criterion_score")
    with op.batch_alter_table("participation_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_request_dossier_id"))

    op.drop_table("participation_request")
    with op.batch_alter_table("selection_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_selection_plan_dossier_id"))

    op.drop_table("selection_plan")
    with op.batch_alter_table("selection_draw", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_selection_draw_tender_id"))

    op.drop_table("selection_draw")
    op.drop_table("selection_decision")
