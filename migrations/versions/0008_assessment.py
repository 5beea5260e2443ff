"""How tenders are assessed: the plan, who assesses, what was tendered, scores, draws, and what was locked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    _plan()
    _assessors()
    _bids()
    _scores()
    _outcomes()


def downgrade() -> None:
    """Take the change back; the assessments are lost."""
    op.drop_table("lot_assessment")
    for table in ("assessment_draw", "assessment_score", "assessed_bid", "assessor_seat"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_tender_id"))
        op.drop_table(table)
    op.drop_table("assessment_plan")


def _plan() -> None:
    op.create_table(
        "assessment_plan",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_assessment_plan_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_assessment_plan")),
    )


def _assessors() -> None:
    op.create_table(
        "assessor_seat",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("companion_id", sa.String(), nullable=True),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("seated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.String(), nullable=False),
        sa.Column("may_assess", sa.Boolean(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["companion_id"], ["person.id"], name=op.f("fk_assessor_seat_companion_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessor_seat_person_id_person")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_assessor_seat_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessor_seat")),
    )
    _index("assessor_seat")


def _bids() -> None:
    op.create_table(
        "assessed_bid",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_assessed_bid_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_assessed_bid_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_bid")),
        sa.UniqueConstraint(
            "tender_id", "candidate_id", "position", name=op.f("uq_assessed_bid_tender_id_candidate_id_position")
        ),
    )
    _index("assessed_bid")


def _scores() -> None:
    op.create_table(
        "assessment_score",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=True),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("score", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_assessment_score_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["assessor_seat.id"], name=op.f("fk_assessment_score_seat_id_assessor_seat")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_assessment_score_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_score")),
        sa.UniqueConstraint("tender_id", "position", name=op.f("uq_assessment_score_tender_id_position")),
    )
    _index("assessment_score")


def _outcomes() -> None:
    op.create_table(
        "assessment_draw",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column(
            "redraw",
            sa.Enum("next_in_order", "new_draw", name="redrawrule", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("witnesses", sa.JSON(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_assessment_draw_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_draw")),
    )
    _index("assessment_draw")
    op.create_table(
        "lot_assessment",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_lot_assessment_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", "lot", name=op.f("pk_lot_assessment")),
    )


def _index(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_tender_id"), ["tender_id"], unique=False)
