"""Decisions about lots, the letters about them, complaints, court cases and the record of proceedings.

Of a tender that is on record no record of proceedings was begun, and nothing is held.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("lot_code", sa.String(), nullable=True),
        sa.Column("complainant", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_complaint_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "proceedings_record",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("call_off_under", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["issued_document.id"], name=op.f("fk_proceedings_record_document_id_issued_document")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_proceedings_record_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_proceedings_record")),
    )
    op.create_table(
        "court_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("lot_id", sa.String(), nullable=False),
        sa.Column("plaintiff", sa.String(), nullable=False),
        sa.Column("court", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("tenders_valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_court_case_lot_id_lot")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_court_case_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_case")),
    )
    with op.batch_alter_table("court_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_court_case_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_court_case_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "lot_award",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("lot_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("award", "not_award", "withdraw", name="lotdecision", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("mandate", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("objections_to", sa.String(), nullable=False),
        sa.Column("letters_sent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision_elsewhere.id"], name=op.f("fk_lot_award_decision_id_decision_elsewhere")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_award_lot_id_lot")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_lot_award_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_award")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_lot_award_lot_id")),
    )
    with op.batch_alter_table("lot_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_award_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "proceedings_item",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g",
                "h",
                "i",
                "j",
                "k",
                "l",
                "m",
                "n",
                name="recorditem",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["proceedings_record.tender_id"],
            name=op.f("fk_proceedings_item_tender_id_proceedings_record"),
        ),
        sa.PrimaryKeyConstraint("tender_id", "item", name=op.f("pk_proceedings_item")),
    )
    op.create_table(
        "award_letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("lot_award_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=True),
        sa.Column("platform_reference", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_award_letter_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_award_letter_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_award_letter_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["lot_award_id"], ["lot_award.id"], name=op.f("fk_award_letter_lot_award_id_lot_award")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_award_letter_party_id_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_letter")),
        sa.UniqueConstraint("lot_award_id", "candidate_id", name=op.f("uq_award_letter_lot_award_id_candidate_id")),
    )
    with op.batch_alter_table("award_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_letter_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_letter_lot_award_id"), ["lot_award_id"], unique=False)

    op.create_table(
        "lot_tenderer",
        sa.Column("lot_award_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("tendered", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("scores", sa.String(), nullable=False),
        sa.Column("platform_reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_lot_tenderer_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["lot_award_id"], ["lot_award.id"], name=op.f("fk_lot_tenderer_lot_award_id_lot_award")
        ),
        sa.PrimaryKeyConstraint("lot_award_id", "candidate_id", name=op.f("pk_lot_tenderer")),
    )
    op.create_table(
        "lot_winner",
        sa.Column("lot_award_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("characteristics", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_lot_winner_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["lot_award_id"], ["lot_award.id"], name=op.f("fk_lot_winner_lot_award_id_lot_award")),
        sa.PrimaryKeyConstraint("lot_award_id", "candidate_id", name=op.f("pk_lot_winner")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_because", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("judged_on", sa.Date(), nullable=True))

    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "record",
                sa.Enum(
                    "not_begun", "begun", "complete", "not_needed", name="recordstate", native_enum=False, length=40
                ),
                nullable=False,
                server_default="not_begun",
            )
        )
        batch_op.add_column(sa.Column("record_of_proceedings_complete_on", sa.Date(), nullable=True))
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.alter_column("held_because", server_default=None)
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.alter_column("record", server_default=None)


def downgrade() -> None:
    """Take the change back; what these tables and columns told is lost."""
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_column("record_of_proceedings_complete_on")
        batch_op.drop_column("record")

    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_column("judged_on")
        batch_op.drop_column("held_because")

    op.drop_table("lot_winner")
    op.drop_table("lot_tenderer")
    with op.batch_alter_table("award_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_letter_lot_award_id"))
        batch_op.drop_index(batch_op.f("ix_award_letter_dossier_id"))

    op.drop_table("award_letter")
    op.drop_table("proceedings_item")
    with op.batch_alter_table("lot_award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_award_tender_id"))

    op.drop_table("lot_award")
    with op.batch_alter_table("court_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_court_case_tender_id"))
        batch_op.drop_index(batch_op.f("ix_court_case_lot_id"))

    op.drop_table("court_case")
    op.drop_table("proceedings_record")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_tender_id"))

    op.drop_table("complaint")
