"""People get rights per dossier, the journal a chain, bids a sealed store: what permission and proof need.

Until now everybody who was signed in saw every dossier. From here on a right is granted: who holds a post keeps the
role that goes with it, and who holds the mandate of an authority keeps it in the dossiers of that authority.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


KIND = sa.Enum("decide", "sign", name="mandatekind", native_enum=False, length=40)
ROLE_OF_POST = {
    "contract_manager": "contract_manager",
    "deputy": "contract_manager",
    "budget_holder": "budget_holder",
    "procurement_officer": "procurement_officer",
    "legal_officer": "legal_officer",
    "account_holder": "account_holder",
}


def grant_what_was_held() -> None:
    """Give a right for each post, and for each mandate in the dossiers of its authority."""
    connection = op.get_bind()
    posts = connection.execute(sa.text("SELECT dossier_id, person_id, post FROM dossier_post"))
    wanted = {(row.person_id, row.dossier_id, ROLE_OF_POST[row.post]) for row in posts}
    mandates = connection.execute(
        sa.text(
            "SELECT mandate.person_id, dossier_authority.dossier_id FROM mandate "
            "JOIN dossier_authority ON dossier_authority.party_id = mandate.authority_id"
        )
    )
    wanted |= {(row.person_id, row.dossier_id, "mandate_holder") for row in mandates}
    right = sa.table(
        "dossier_right",
        *(sa.column(name) for name in ("id", "person_id", "dossier_id", "role", "basis", "granted_by")),
        sa.column("granted_at", sa.DateTime(timezone=True)),
    )
    now = datetime.now(UTC)  # noqa: TID251 - a migration happens when it is run
    rows = [
        {
            "id": str(uuid5(NAMESPACE_URL, f"partnerschapsakte:right/{person}/{dossier}/{role}")),
            "person_id": person,
            "dossier_id": dossier,
            "role": role,
            "basis": "held before rights were per dossier",
            "granted_by": "system",
            "granted_at": now,
        }
        for person, dossier, role in sorted(wanted)
    ]
    if rows:
        op.bulk_insert(right, rows)


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "answered_request",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_answered_request")),
    )
    with op.batch_alter_table("answered_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answered_request_created_at"), ["created_at"], unique=False)

    op.create_table(
        "journal_checkpoint",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_journal_checkpoint")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "kept_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_by_name", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
    )
    with op.batch_alter_table("kept_file", schema=None) as batch_op:
        batch_op.create_index("ix_kept_file_compartment", ["dossier_id", "party_id"], unique=False)

    op.create_table(
        "opened_chunk",
        sa.Column("part_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("part_id", "number", name=op.f("pk_opened_chunk")),
    )
    op.create_table(
        "pending_sign_in",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("code_verifier", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_pending_sign_in")),
    )
    with op.batch_alter_table("pending_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_sign_in_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "sealed_chunk",
        sa.Column("part_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("part_id", "number", name=op.f("pk_sealed_chunk")),
    )
    with op.batch_alter_table("sealed_chunk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_chunk_kept_at"), ["kept_at"], unique=False)

    op.create_table(
        "uploaded_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "state", sa.Enum("usable", "refused", name="templatestate", native_enum=False, length=40), nullable=False
        ),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("unknown", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_by_name", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploaded_template")),
        sa.UniqueConstraint("dossier_id", "kind", "version", name=op.f("uq_uploaded_template_dossier_id_kind_version")),
    )
    op.create_table(
        "vault",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing", "open", "closed", "opening", "opened", name="vaultstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_opener", sa.String(), nullable=True),
        sa.Column("second_key_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault")),
    )
    with op.batch_alter_table("vault", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vault_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_person_id"), ["person_id"], unique=False)

    op.create_table(
        "dossier_right",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "contract_manager",
                "legal_officer",
                "procurement_officer",
                "mandate_holder",
                "authorised_signatory",
                "account_holder",
                "budget_holder",
                "controller",
                "assessor",
                "expert_by_experience",
                "client_adviser",
                "provider_contact",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("party_id", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_dossier_right_party_id_party")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dossier_right_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_right")),
    )
    with op.batch_alter_table("dossier_right", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossier_right_dossier_id_ended_at"), ["dossier_id", "ended_at"], unique=False
        )
        batch_op.create_index(
            "uq_dossier_right_held",
            ["person_id", "dossier_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "federated_identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_federated_identity_person_id_person")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_federated_identity")),
    )
    with op.batch_alter_table("federated_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_federated_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "half_open_wrap",
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("inner_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_half_open_wrap_vault_id_vault")),
        sa.PrimaryKeyConstraint("vault_id", "inner_id", name=op.f("pk_half_open_wrap")),
    )
    op.create_table(
        "handover_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column(
            "post",
            sa.Enum(
                "contract_manager",
                "deputy",
                "budget_holder",
                "procurement_officer",
                "legal_officer",
                "account_holder",
                name="post",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_person_id", sa.String(), nullable=False),
        sa.Column("to_person_id", sa.String(), nullable=True),
        sa.Column("running", sa.String(), nullable=False),
        sa.Column("to_know", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_handover_note_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["from_person_id"], ["person.id"], name=op.f("fk_handover_note_from_person_id_person")),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_handover_note_to_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_note")),
    )
    with op.batch_alter_table("handover_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_note_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_note_to_person_id"), ["to_person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "kept_file_body",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["kept_file.id"], name=op.f("fk_kept_file_body_file_id_kept_file")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_kept_file_body")),
    )
    op.create_table(
        "key_wrap",
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("outer_id", sa.String(), nullable=False),
        sa.Column("inner_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_key_wrap_vault_id_vault")),
        sa.PrimaryKeyConstraint("vault_id", "outer_id", "inner_id", name=op.f("pk_key_wrap")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_membership_party_id_party")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rights_review",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name=op.f("fk_rights_review_reviewed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_review")),
    )
    with op.batch_alter_table("rights_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_review_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "sealed_fact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_sealed_fact_vault_id_vault")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_fact")),
    )
    with op.batch_alter_table("sealed_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_fact_vault_id"), ["vault_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "submitted", "replaced", "withdrawn", name="submissionstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_submission_party_id_party")),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_submission_vault_id_vault")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_vault_id"), ["vault_id"], unique=False)
        batch_op.create_index(
            "uq_submission_current",
            ["vault_id", "party_id", "state"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'submitted')"),
            postgresql_where=sa.text("state IN ('draft', 'submitted')"),
        )

    op.create_table(
        "vault_clock",
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("latest_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_vault_clock_vault_id_vault")),
        sa.PrimaryKeyConstraint("vault_id", name=op.f("pk_vault_clock")),
    )
    op.create_table(
        "vault_correction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("after_failure", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_vault_correction_vault_id_vault")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_correction")),
    )
    with op.batch_alter_table("vault_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vault_correction_vault_id"), ["vault_id"], unique=False)

    op.create_table(
        "vault_invitation",
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_vault_invitation_party_id_party")),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_vault_invitation_vault_id_vault")),
        sa.PrimaryKeyConstraint("vault_id", "party_id", name=op.f("pk_vault_invitation")),
    )
    op.create_table(
        "vault_opener",
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("key_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vault_opener_person_id_person")),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_vault_opener_vault_id_vault")),
        sa.PrimaryKeyConstraint("vault_id", "person_id", name=op.f("pk_vault_opener")),
    )
    op.create_table(
        "opened_part",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vault_id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("intact", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_opened_part_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["vault_id"], ["vault.id"], name=op.f("fk_opened_part_vault_id_vault")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opened_part")),
    )
    with op.batch_alter_table("opened_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opened_part_vault_id"), ["vault_id"], unique=False)

    op.create_table(
        "sealed_part",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_sealed_part_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_part")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_sealed_part_submission_id_number")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "result",
                sa.Enum("accepted", "refused", name="entryresult", native_enum=False, length=40),
                server_default="accepted",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("origin", sa.String(), server_default="unknown", nullable=False))
        batch_op.add_column(sa.Column("number", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("digest", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_journal_entry_unsealed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("number IS NULL"),
            postgresql_where=sa.text("number IS NULL"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_journal_entry_number"), ["number"])

    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", KIND, server_default="decide", nullable=False))
        batch_op.drop_constraint("pk_mandate", type_="primary")
        batch_op.create_primary_key("pk_mandate", ["person_id", "authority_id", "kind"])

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("human", "client", name="personkind", native_enum=False, length=40),
                server_default="human",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("totp_secret", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("totp_last_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("signed_in_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "method",
                sa.Enum("password", "federation", "demonstration", name="signinmethod", native_enum=False, length=40),
                server_default="password",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("needs_second_factor", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("agent", sa.String(), server_default="", nullable=False))

    grant_what_was_held()
    op.execute("UPDATE journal_entry SET result = 'refused' WHERE tag LIKE '%\\:refused'")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("signed_in_session", schema=None) as batch_op:
        batch_op.drop_column("agent")
        batch_op.drop_column("second_factor_at")
        batch_op.drop_column("needs_second_factor")
        batch_op.drop_column("method")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("totp_last_step")
        batch_op.drop_column("totp_confirmed_at")
        batch_op.drop_column("totp_secret")
        batch_op.drop_column("kind")

    op.execute("DELETE FROM mandate WHERE kind = 'sign'")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_constraint("pk_mandate", type_="primary")
        batch_op.drop_column("kind")
        batch_op.create_primary_key("pk_mandate", ["person_id", "authority_id"])

    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_journal_entry_number"), type_="unique")
        batch_op.drop_index(
            "ix_journal_entry_unsealed",
            sqlite_where=sa.text("number IS NULL"),
            postgresql_where=sa.text("number IS NULL"),
        )
        batch_op.drop_column("digest")
        batch_op.drop_column("previous")
        batch_op.drop_column("number")
        batch_op.drop_column("origin")
        batch_op.drop_column("result")

    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_column("version")

    op.drop_table("sealed_part")
    with op.batch_alter_table("opened_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opened_part_vault_id"))

    op.drop_table("opened_part")
    op.drop_table("vault_opener")
    op.drop_table("vault_invitation")
    with op.batch_alter_table("vault_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vault_correction_vault_id"))

    op.drop_table("vault_correction")
    op.drop_table("vault_clock")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_submission_current",
            sqlite_where=sa.text("state IN ('draft', 'submitted')"),
            postgresql_where=sa.text("state IN ('draft', 'submitted')"),
        )
        batch_op.drop_index(batch_op.f("ix_submission_vault_id"))

    op.drop_table("submission")
    with op.batch_alter_table("sealed_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_fact_vault_id"))

    op.drop_table("sealed_fact")
    with op.batch_alter_table("rights_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rights_review_dossier_id"))

    op.drop_table("rights_review")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_person_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_party_id"))

    op.drop_table("membership")
    op.drop_table("key_wrap")
    op.drop_table("kept_file_body")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("handover_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_note_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_handover_note_dossier_id"))

    op.drop_table("handover_note")
    op.drop_table("half_open_wrap")
    with op.batch_alter_table("federated_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_federated_identity_person_id"))

    op.drop_table("federated_identity")
    with op.batch_alter_table("dossier_right", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dossier_right_held",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_dossier_right_dossier_id_ended_at"))

    op.drop_table("dossier_right")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_person_id"))

    op.drop_table("api_token")
    with op.batch_alter_table("vault", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vault_dossier_id"))

    op.drop_table("vault")
    op.drop_table("uploaded_template")
    with op.batch_alter_table("sealed_chunk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_chunk_kept_at"))

    op.drop_table("sealed_chunk")
    with op.batch_alter_table("pending_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pending_sign_in_expires_at"))

    op.drop_table("pending_sign_in")
    op.drop_table("opened_chunk")
    with op.batch_alter_table("kept_file", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_file_compartment")

    op.drop_table("kept_file")
    op.drop_table("journal_head")
    op.drop_table("journal_checkpoint")
    with op.batch_alter_table("answered_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answered_request_created_at"))

    op.drop_table("answered_request")
