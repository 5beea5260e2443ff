"""Handing in: encrypted from the first byte, in time to the second, and known to nobody else."""

import contextlib
import hashlib
import io
import itertools
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.language import tell
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import SealedChunk, SealedFact, SealedPart, Submission, Vault
from partnerschapsakte.sealed.queries import submissions
from partnerschapsakte.sealed.rules.receiving import MOST_PARTS, SubmissionState
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.sealed.schemas import PartReceipt, Receipt
from partnerschapsakte.sealed.service import receiving
from partnerschapsakte.sealed.service.secrecy import FACT
from partnerschapsakte.sealed.storage.chunks import LEFT_OVER_AFTER, sweep_left_over
from partnerschapsakte.sealed.word.letters import part_receipt_text, receipt_text
from sealed_factory import BEFORE, DEADLINE, DOSSIER, MINUTE, SECOND, TEMPLATES, House


class Slow(io.BytesIO):
    """A part of which the last byte comes in at a moment that the test chooses."""

    def __init__(self, content: bytes, house: House, ends_at: object) -> None:
        super().__init__(content)
        self.house, self.ends_at = house, ends_at

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            self.house.clock.at = self.ends_at  # pyright: ignore[reportAttributeAccessIssue] - a datetime
        return data


class Broken(io.BytesIO):
    """A sender whose connection breaks after two MiB."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 2 * 1024**2:
            raise ConnectionResetError("away")
        return super().read(size)


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


@pytest.fixture
def vault_id(house: House) -> str:
    return house.receiving_vault(house.openers(3))


def count(house: House, table: type) -> int:
    with house.unit() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_receipt_tells_time_size_and_a_hash_that_anybody_can_check(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    part = house.send(tenderer, vault_id, b"onze offerte", "offerte.pdf")
    assert isinstance(part, PartReceipt)
    assert part.sha256 == hashlib.sha256(b"onze offerte").hexdigest()
    assert part.code == hashlib.sha256(f"{part.nonce}:{part.sha256}:{part.size}".encode()).hexdigest()
    house.clock.at += MINUTE
    receipt = house.submit(tenderer, vault_id)
    assert isinstance(receipt, Receipt)
    assert receipt.submitted_at == BEFORE + MINUTE
    assert [(one.number, one.size, one.code) for one in receipt.parts] == [(1, 12, part.code)]
    text = receipt_text(receipt, "en")
    assert "Submitted: 24 February 2027 at 12:01:00" in text
    assert part.code in text
    assert part.sha256 in part_receipt_text((part,), "en")


@pytest.mark.parametrize(("moment", "in_time"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_a_part_counts_at_the_moment_it_is_complete(
    house: House, vault_id: str, moment: timedelta, in_time: bool
) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.clock.at = DEADLINE - MINUTE
    content = Slow(b"x" * 3_000_000, house, DEADLINE + moment)
    outcome = receiving.receive_part(house.counter(tenderer), vault_id, content, name="a.pdf")
    assert isinstance(outcome, PartReceipt) == in_time
    assert count(house, SealedPart) == int(in_time)
    assert (count(house, SealedChunk) > 0) == in_time


@pytest.mark.parametrize(("moment", "in_time"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_submitting_is_in_time_to_the_second(house: House, vault_id: str, moment: timedelta, in_time: bool) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.send(tenderer, vault_id, b"inhoud")
    house.clock.at = DEADLINE + moment
    outcome = house.submit(tenderer, vault_id)
    assert isinstance(outcome, Receipt) == in_time
    if isinstance(outcome, Refusal):
        assert "3 March 2027 at 12:00:01" in str(outcome.message) or "12:00:01" in str(outcome.message)
        assert outcome.rule == "24"


def test_a_late_submission_is_refused_and_recorded(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.clock.at = DEADLINE + SECOND
    before = count(house, SealedFact)
    assert isinstance(house.send(tenderer, vault_id, b"inhoud"), Refusal)
    assert count(house, SealedFact) == before + 1
    with house.unit() as session:
        assert session.scalar(select(Vault.state)) is VaultState.CLOSED


def test_a_server_clock_that_is_set_back_opens_nothing_again(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.send(tenderer, vault_id, b"inhoud")
    house.clock.at = DEADLINE + SECOND
    assert isinstance(house.submit(tenderer, vault_id), Refusal)
    house.clock.at = DEADLINE - timedelta(days=1)
    refusal = house.submit(tenderer, vault_id)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "submission_late"


def test_a_tenderer_replaces_what_it_submitted_as_a_whole(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    first = house.hand_in(tenderer, vault_id, b"eerste")
    second = house.hand_in(tenderer, vault_id, b"tweede, langer")
    assert second.replaces == first.submission_id
    assert [part.size for part in second.parts] == [14]
    with house.unit() as session:
        states = {row.id: row.state for row in session.scalars(select(Submission))}
        assert states[first.submission_id] is SubmissionState.REPLACED
        assert session.scalars(select(SealedPart.submission_id)).all() == [second.submission_id]
        assert session.scalar(select(func.count(SealedChunk.part_id.distinct()))) == 1


def test_submitting_twice_gives_the_same_receipt(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    receipt = house.hand_in(tenderer, vault_id)
    assert house.submit(tenderer, vault_id) == receipt


def test_what_was_withdrawn_is_gone(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.hand_in(tenderer, vault_id)
    assert receiving.withdraw(house.counter(tenderer), vault_id) is None
    assert (count(house, SealedPart), count(house, SealedChunk)) == (0, 0)
    with pytest.raises(Refusal) as refused:
        receiving.withdraw(house.counter(tenderer), vault_id)
    assert refused.value.code == "nothing_submitted"


def test_after_the_deadline_nothing_is_withdrawn_or_removed(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.hand_in(tenderer, vault_id)
    house.send(tenderer, vault_id, b"nog iets")
    house.clock.at = DEADLINE + SECOND
    counter = house.counter(tenderer)
    assert isinstance(receiving.withdraw(counter, vault_id), Refusal)
    assert isinstance(receiving.remove_part(counter, vault_id, 1), Refusal)
    assert count(house, SealedPart) == 2


def test_a_part_is_replaced_by_its_number_and_removed_from_the_draft(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.send(tenderer, vault_id, b"een", number=1)
    house.send(tenderer, vault_id, b"een, anders", number=1)
    house.send(tenderer, vault_id, b"twee")
    counter = house.counter(tenderer)
    assert receiving.remove_part(counter, vault_id, 2) is None
    with pytest.raises(Refusal) as refused:
        receiving.remove_part(counter, vault_id, 2)
    assert refused.value.why is Why.NOT_FOUND
    receipt = house.submit(tenderer, vault_id)
    assert isinstance(receipt, Receipt)
    assert [(part.number, part.size) for part in receipt.parts] == [(1, 11)]


def test_an_empty_draft_is_not_submitted(house: House, vault_id: str) -> None:
    with pytest.raises(Refusal) as refused:
        house.submit(house.tenderer("De Eik", vault_id), vault_id)
    assert refused.value.code == "nothing_to_submit"


def test_of_half_a_part_nothing_is_kept(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    broken = Broken(b"x" * 4 * 1024**2)
    with pytest.raises(Refusal) as refused:
        receiving.receive_part(house.counter(tenderer), vault_id, broken, name="a.pdf")
    assert refused.value.code == "part_interrupted"
    assert (count(house, SealedPart), count(house, SealedChunk)) == (0, 0)


def test_a_database_that_fails_is_not_taken_for_a_sender_who_stopped(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    counter, units = house.counter(tenderer), itertools.count()

    @contextlib.contextmanager
    def begin() -> Generator[Session]:
        if next(units) == 2:  # the second piece
            raise OSError("disk full")
        with counter.begin() as session:
            yield session

    failing = replace(counter, begin=begin)
    with pytest.raises(OSError, match="disk full"):
        receiving.receive_part(failing, vault_id, io.BytesIO(b"x" * 3_000_000), name="a.pdf")
    assert (count(house, SealedPart), count(house, SealedChunk)) == (0, 0)


def test_a_part_that_is_too_large_is_refused_before_it_is_in(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    source = io.BytesIO(b"x" * 5_000_000)
    with pytest.raises(Refusal) as refused:
        receiving.receive_part(house.counter(tenderer, largest=2 * 1024**2), vault_id, source, name="a.pdf")
    assert refused.value.code == "part_too_large"
    assert source.tell() < 3_000_000
    assert count(house, SealedChunk) == 0


def test_pieces_of_a_part_that_never_came_in_are_swept_and_others_stay(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.hand_in(tenderer, vault_id)
    kept = count(house, SealedChunk)
    with house.unit() as session:
        session.add(SealedChunk(part_id="half", number=0, body=b"x", kept_at=BEFORE))
    for later, left in ((LEFT_OVER_AFTER, kept + 1), (LEFT_OVER_AFTER + SECOND, kept)):
        with house.unit() as session:
            sweep_left_over(session, BEFORE + later)
        assert count(house, SealedChunk) == left


def test_a_part_whose_pieces_were_swept_meanwhile_is_not_kept(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)

    class Swept(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            if not data:
                with house.unit() as session:
                    sweep_left_over(session, BEFORE + timedelta(days=9))
            return data

    with pytest.raises(Refusal) as refused:
        receiving.receive_part(house.counter(tenderer), vault_id, Swept(b"x" * 3_000_000), name="a.pdf")
    assert refused.value.code == "part_interrupted"


def test_who_was_not_invited_finds_no_vault(house: House, vault_id: str) -> None:
    outsider = house.tenderer("De Beuk")
    officer = house.person("inkoper", Role.PROCUREMENT_OFFICER)
    for somebody in (outsider, officer):
        with pytest.raises(Refusal) as refused:
            house.send(somebody, vault_id, b"inhoud")
        assert refused.value.why is Why.NOT_FOUND
        with pytest.raises(Refusal) as other, house.unit() as session:
            submissions.vault_for_tenderer(session, somebody, "bestaat-niet")
        assert (other.value.code, str(other.value)) == (refused.value.code, str(refused.value))


def test_a_tenderer_sees_its_own_side_and_nothing_of_another(house: House, vault_id: str) -> None:
    eik, linde = house.tenderer("De Eik", vault_id), house.tenderer("De Linde", vault_id)

    def seen() -> object:
        with house.unit() as session:
            vault = submissions.vault_for_tenderer(session, linde, vault_id)
            return submissions.own_view(session, vault, linde.party_id or "", house.clock.at)

    before = seen()
    house.hand_in(eik, vault_id)
    assert seen() == before


def test_the_journal_of_the_dossier_does_not_tell_that_somebody_submitted(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)

    def told() -> list[tuple[str, str]]:
        with house.unit() as session:
            rows = session.scalars(
                select(JournalEntry).where(JournalEntry.dossier_id == DOSSIER).order_by(JournalEntry.id)
            )
            return [(row.tag, row.subject) for row in rows]

    before = told()
    house.hand_in(tenderer, vault_id)
    receiving.withdraw(house.counter(tenderer), vault_id)
    house.clock.at = DEADLINE
    assert told() == before
    house.clock.at = DEADLINE + SECOND
    house.send(tenderer, vault_id, b"te laat")
    assert told() == [*before, ("sealed:vault:closed", vault_id)]


def test_every_act_of_a_tenderer_looks_the_same_in_the_journal(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.hand_in(tenderer, vault_id, b"inhoud", "geheime naam.pdf")
    receiving.withdraw(house.counter(tenderer), vault_id)
    with house.unit() as session:
        rows = session.scalars(select(JournalEntry).where(JournalEntry.tag.startswith("sealed:act"))).all()
        assert len(rows) == 3
        assert {(row.tag, row.dossier_id, row.actor_id, row.actor_name, row.origin) for row in rows} == {
            ("sealed:act:sealed", None, "sealed", "verzegelde kluis", "unknown")
        }
        assert {tuple(row.details) for row in rows} == {("commitment", "mark")}
        marks = {len(row.details["mark"]) for row in rows}
        sizes = {len(fact.body) for fact in session.scalars(select(SealedFact))}
    # age adds up to some hundreds of random bytes of its own; what we put in has one length
    assert max(sizes) - min(sizes) < 300
    assert min(sizes) > FACT
    assert max(marks) - min(marks) < 400


def test_the_version_of_a_vault_does_not_tell_that_tenderers_come_by(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    with house.unit() as session:
        before = session.scalar(select(Vault.version))
    house.hand_in(tenderer, vault_id)
    with house.unit() as session:
        assert session.scalar(select(Vault.version)) == before


def test_a_vault_in_preparation_receives_nothing(house: House) -> None:
    vault_id = house.vault(house.openers(3))
    tenderer = house.tenderer("De Eik", vault_id)
    with pytest.raises(Refusal) as refused:
        house.send(tenderer, vault_id, b"inhoud")
    assert refused.value.code == "vault_preparing"


def test_templates_are_where_the_record_looks_for_them() -> None:
    assert (TEMPLATES / "documents" / "record_of_opening" / "1" / "template.docx").is_file()


class Asked(io.BytesIO):
    """A part that tells whether anything of it was read."""

    begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.begun = True
        return super().read(size)


@pytest.mark.parametrize("number", [None, 101])
def test_a_part_for_which_there_is_no_room_is_refused_before_anything_of_it_is_read(
    house: House, vault_id: str, number: int | None
) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    for at in range(MOST_PARTS if number is None else 1):
        house.send(tenderer, vault_id, b"x", f"{at}.pdf")
    before, source = count(house, SealedChunk), Asked(b"y" * 3_000_000)
    with pytest.raises(Refusal) as refused:
        receiving.receive_part(house.counter(tenderer), vault_id, source, name="teveel.pdf", number=number)
    assert refused.value.code == "part_number"
    assert not source.begun
    assert count(house, SealedChunk) == before


def test_of_a_part_that_is_refused_when_it_is_in_nothing_is_kept(house: House, vault_id: str) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    for at in range(MOST_PARTS - 1):
        house.send(tenderer, vault_id, b"x", f"{at}.pdf")

    class Filling(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            if not data:
                house.send(tenderer, vault_id, b"x", "de laatste.pdf")
            return data

    with pytest.raises(Refusal) as refused:
        receiving.receive_part(house.counter(tenderer), vault_id, Filling(b"y" * 3_000_000), name="teveel.pdf")
    assert refused.value.code == "part_number"
    assert count(house, SealedChunk) == MOST_PARTS


@pytest.mark.parametrize(
    ("late", "due", "came"),
    [
        (timedelta(milliseconds=400), "12:00:00,000", "12:00:00,400"),
        (timedelta(microseconds=400), "12:00:00,000000", "12:00:00,000400"),
        (SECOND, "12:00:00", "12:00:01"),
    ],
)
def test_too_late_by_less_than_a_second_is_told_apart(
    house: House, vault_id: str, late: timedelta, due: str, came: str
) -> None:
    tenderer = house.tenderer("De Eik", vault_id)
    house.clock.at = DEADLINE + late
    refusal = house.send(tenderer, vault_id, b"inhoud")
    assert isinstance(refusal, Refusal)
    said = tell(refusal.message, "nl")
    assert f"om {due}," in said
    assert f"om {came}" in said
