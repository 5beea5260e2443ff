"""Submitting: bids, other ways, outages, extensions, corrections, the opening, and the hour of the deadline."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "bid_correction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_correction_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_correction")),
        sa.UniqueConstraint("tender_id", "corrected_at", name=op.f("uq_bid_correction_tender_id_corrected_at")),
    )
    op.create_table(
        "bid_opening",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_opener", sa.String(), nullable=False),
        sa.Column("second_opener", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_opening_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_bid_opening")),
    )
    op.create_table(
        "bid_outage",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_outage_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_outage")),
    )
    with op.batch_alter_table("bid_outage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_outage_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "other_way",
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("platform", "sealed_store", "email", "paper", name="bidway", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "special_tools",
                "file_formats",
                "office_equipment",
                "physical_model",
                "security_breach",
                "sensitive_information",
                name="nonelectronicground",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_other_way_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", "way", name=op.f("pk_other_way")),
    )
    op.create_table(
        "bid",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_name", sa.String(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("platform", "sealed_store", "email", "paper", name="bidway", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column(
            "size_class",
            sa.Enum("micro", "small", "medium", "large", name="sizeclass", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("struck_because", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_bid_candidate_id_candidate")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
    )
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "bid_extension",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("outage_id", sa.String(), nullable=True),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["outage_id"], ["bid_outage.id"], name=op.f("fk_bid_extension_outage_id_bid_outage")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_extension_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_extension")),
    )
    with op.batch_alter_table("bid_extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_extension_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "bid_statement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tender_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("confirmed", "withdrawn", name="statementkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_bid_statement_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_statement_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_statement")),
    )
    with op.batch_alter_table("bid_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_statement_tender_id"), ["tender_id"], unique=False)

    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tender_due_time", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.alter_column("tender_due_time", server_default=None)


def downgrade() -> None:
    """Take the change back; what is on record of bids is lost."""
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_column("tender_due_time")

    with op.batch_alter_table("bid_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_statement_tender_id"))

    op.drop_table("bid_statement")
    with op.batch_alter_table("bid_extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_extension_tender_id"))

    op.drop_table("bid_extension")
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_tender_id"))
        batch_op.drop_index(batch_op.f("ix_bid_dossier_id"))

    op.drop_table("bid")
    op.drop_table("other_way")
    with op.batch_alter_table("bid_outage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_outage_tender_id"))

    op.drop_table("bid_outage")
    op.drop_table("bid_opening")
    op.drop_table("bid_correction")
