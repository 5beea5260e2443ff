"""The design of an assignment: choices, principles, decisions, impact, checklist, route, market consultations.

Of a dossier that is on record the words of its choices and its principles stay where they are. Of a tender that is
published it is not told when Europe confirmed it, nor where its documents are.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "design_choice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "scope",
                "partnership",
                "access",
                "accountability",
                "funding",
                "contract",
                name="designsubject",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_design_choice_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_choice")),
        sa.UniqueConstraint("dossier_id", "subject", "number", name=op.f("uq_design_choice_dossier_id_subject_number")),
    )
    with op.batch_alter_table("design_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_design_choice_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "design_fit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "question",
            sa.Enum(
                "shared_view",
                "bounded_task",
                "known_figures",
                "long_commitment",
                "room_to_work",
                "able_providers",
                "steering_people",
                "shared_risks",
                "client_position",
                "less_accounting",
                name="fitquestion",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "answer", sa.Enum("yes", "partly", "no", name="fitanswer", native_enum=False, length=40), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_design_fit_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_fit")),
        sa.UniqueConstraint("dossier_id", "question", "number", name=op.f("uq_design_fit_dossier_id_question_number")),
    )
    with op.batch_alter_table("design_fit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_design_fit_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "design_impact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "affected",
            sa.Enum("residents", "council", "organisation", "providers", name="affected", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_design_impact_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_impact")),
        sa.UniqueConstraint(
            "dossier_id", "affected", "number", name=op.f("uq_design_impact_dossier_id_affected_number")
        ),
    )
    with op.batch_alter_table("design_impact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_design_impact_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "design_route",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "instrument",
            sa.Enum("procedure", "subsidy", "open_house", name="instrument", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reserved", sa.Boolean(), nullable=False),
        sa.Column("initial_months", sa.Integer(), nullable=True),
        sa.Column("extension_months", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_design_route_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_route")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_design_route_dossier_id_number")),
    )
    with op.batch_alter_table("design_route", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_design_route_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "market_consultation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("announced", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_where", sa.String(), nullable=False),
        sa.Column("named_because", sa.String(), nullable=False),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_market_consultation_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_consultation")),
    )
    with op.batch_alter_table("market_consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_market_consultation_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "passed_warning",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "warning",
            sa.Enum(
                "budget_by_client",
                "capacity_without_fte",
                "fte_without_capacity",
                "budget_without_outcomes",
                "joint_without_agreement",
                "provider_decides_access",
                "inflow_not_steered",
                "wide_and_single",
                "budget_as_framework",
                "long_framework",
                "long_and_fixed",
                "short_for_budget",
                "two_instruments",
                "open_but_chosen",
                "route_differs",
                "no_consultation",
                "consultation_unpublished",
                "no_principles",
                "providers_forgotten",
                "does_not_fit",
                name="designwarning",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_passed_warning_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_warning")),
    )
    with op.batch_alter_table("passed_warning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passed_warning_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "principles_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("principles", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_principles_version_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principles_version")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_principles_version_dossier_id_number")),
    )
    with op.batch_alter_table("principles_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_principles_version_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "consulted_party",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["market_consultation.id"],
            name=op.f("fk_consulted_party_consultation_id_market_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consulted_party")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_consulted_party_consultation_id_name")),
    )
    with op.batch_alter_table("consulted_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consulted_party_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "decided_design",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("in_principle", "draft", name="designdecision", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision_elsewhere.id"], name=op.f("fk_decided_design_decision_id_decision_elsewhere")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_decided_design_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decided_design")),
    )
    with op.batch_alter_table("decided_design", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decided_design_dossier_id"), ["dossier_id"], unique=False)

    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receipt_confirmed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("european_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("documents_address", sa.String(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_column("documents_address")
        batch_op.drop_column("european_on")
        batch_op.drop_column("receipt_confirmed_on")

    with op.batch_alter_table("decided_design", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decided_design_dossier_id"))

    op.drop_table("decided_design")
    with op.batch_alter_table("consulted_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consulted_party_consultation_id"))

    op.drop_table("consulted_party")
    with op.batch_alter_table("principles_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_principles_version_dossier_id"))

    op.drop_table("principles_version")
    with op.batch_alter_table("passed_warning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passed_warning_dossier_id"))

    op.drop_table("passed_warning")
    with op.batch_alter_table("market_consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_market_consultation_dossier_id"))

    op.drop_table("market_consultation")
    with op.batch_alter_table("design_route", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_design_route_dossier_id"))

    op.drop_table("design_route")
    with op.batch_alter_table("design_impact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_design_impact_dossier_id"))

    op.drop_table("design_impact")
    with op.batch_alter_table("design_fit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_design_fit_dossier_id"))

    op.drop_table("design_fit")
    with op.batch_alter_table("design_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_design_choice_dossier_id"))

    op.drop_table("design_choice")
