"""Vaults, their openers and halved keys, and what lies sealed in them: ciphertext, in rows of the database."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.foundation.database import Table
from partnerschapsakte.sealed.rules.receiving import SubmissionState
from partnerschapsakte.sealed.rules.vault import Standing, VaultState


class Vault(Table):
    """A place of a dossier that receives tenders until its deadline, and that two of its openers open after it.

    ``recipient`` is the public half of its key, made when every opener has checked theirs. ``first_opener`` gave the
    first key; the second must follow by ``second_key_by``. ``record_id`` is the record of opening, an issued document.
    """

    __tablename__ = "vault"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    state: Mapped[VaultState]
    deadline_at: Mapped[datetime]
    recipient: Mapped[str | None]
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    first_opener: Mapped[str | None]
    second_key_by: Mapped[datetime | None]
    record_id: Mapped[str | None]
    version: Mapped[int] = mapped_column()
    clock: Mapped["VaultClock"] = relationship(lazy="selectin")
    openers: Mapped[list["VaultOpener"]] = relationship(order_by="VaultOpener.position", lazy="selectin")
    invitations: Mapped[list["VaultInvitation"]] = relationship(lazy="selectin")
    corrections: Mapped[list["VaultCorrection"]] = relationship(order_by="VaultCorrection.made_at", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def standing(self) -> Standing:
        """This vault as its rules see it."""
        return Standing(
            state=self.state,
            deadline_at=self.deadline_at,
            latest_seen_at=self.clock.latest_seen_at,
            first_opener=self.first_opener,
            second_key_by=self.second_key_by,
        )

    @property
    def opener_ids(self) -> tuple[str, ...]:
        """The ids of the people who can open it."""
        return tuple(one.person_id for one in self.openers)

    def opener(self, person_id: str) -> "VaultOpener | None":
        """Return this person as an opener, if they are one."""
        return next((one for one in self.openers if one.person_id == person_id), None)

    def has_invited(self, party_id: str | None) -> bool:
        """Tell whether this party may hand in a tender."""
        return any(one.party_id == party_id for one in self.invitations)


class VaultClock(Table):
    """The latest instant at which anything happened to a vault, which is never taken back.

    It has a row of its own, because the version of a vault must not tell that tenderers come by.
    """

    __tablename__ = "vault_clock"

    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), primary_key=True)
    latest_seen_at: Mapped[datetime]


class VaultOpener(Table):
    """A person who can open a vault together with another. The secret half of their key was shown once and not kept."""

    __tablename__ = "vault_opener"

    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    position: Mapped[int]
    recipient: Mapped[str | None]
    fingerprint: Mapped[str | None]
    key_made_at: Mapped[datetime | None]
    key_checked_at: Mapped[datetime | None]


class VaultInvitation(Table):
    """A party that may hand in a tender, whether it does or not."""

    __tablename__ = "vault_invitation"

    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    invited_at: Mapped[datetime]


class VaultCorrection(Table):
    """The deadline moved to a later instant, for everybody; told to every invited party."""

    __tablename__ = "vault_correction"

    id: Mapped[str] = mapped_column(primary_key=True)
    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), index=True)
    before_at: Mapped[datetime]
    after_at: Mapped[datetime]
    reason: Mapped[str]
    after_failure: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class KeyWrap(Table):
    """The secret of a vault for an ordered pair of openers: encrypted to ``inner_id``, and that to ``outer_id``."""

    __tablename__ = "key_wrap"

    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), primary_key=True)
    outer_id: Mapped[str] = mapped_column(primary_key=True)
    inner_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class HalfOpenWrap(Table):
    """What is left of a wrap when the first opener took off the outer layer; kept for ten minutes at most."""

    __tablename__ = "half_open_wrap"

    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), primary_key=True)
    inner_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Submission(Table):
    """What one party hands in: at most one draft and one that was submitted. No page shows that it exists."""

    __tablename__ = "submission"
    __table_args__ = (
        Index(
            "uq_submission_current",
            "vault_id",
            "party_id",
            "state",
            unique=True,
            sqlite_where=text("state IN ('draft', 'submitted')"),
            postgresql_where=text("state IN ('draft', 'submitted')"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    state: Mapped[SubmissionState]
    begun_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    parts: Mapped[list["SealedPart"]] = relationship(order_by="SealedPart.number", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class SealedPart(Table):
    """A part that came in completely. Its name and hash are in ``label``, encrypted; ``code`` commits to the hash."""

    __tablename__ = "sealed_part"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    size: Mapped[int]
    code: Mapped[str]
    label: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class SealedChunk(Table):
    """A piece of the ciphertext of a part, about one MiB; while there is no such part it is left over, and swept.

    ``sha256`` is that of the ciphertext as it came in; of a piece that an earlier version kept it is not known.
    """

    __tablename__ = "sealed_chunk"

    part_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str | None]
    kept_at: Mapped[datetime] = mapped_column(index=True)


class SealedFact(Table):
    """What a tenderer did, encrypted to the vault; the journal holds its hash under the same id."""

    __tablename__ = "sealed_fact"

    id: Mapped[str] = mapped_column(primary_key=True)
    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class OpenedPart(Table):
    """A part as it was opened; ``intact``: it is, byte for byte, what the receipt says."""

    __tablename__ = "opened_part"

    id: Mapped[str] = mapped_column(primary_key=True)
    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"), index=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    intact: Mapped[bool]


class OpenedChunk(Table):
    """A piece of an opened part. Readable by nobody until its vault was opened."""

    __tablename__ = "opened_chunk"

    part_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
