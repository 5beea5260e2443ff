"""Two of the named openers open a vault after its deadline, and nobody else does, nor earlier, nor alone."""

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Engine, delete, event, func, select

from partnerschapsakte.documents.queries import word_file
from partnerschapsakte.documents.word.reading import parts_of
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import (
    HalfOpenWrap,
    KeyWrap,
    OpenedChunk,
    OpenedPart,
    SealedChunk,
    SealedFact,
    SealedPart,
    Submission,
    Vault,
)
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.receiving import ActRevealed, SealedAct, SubmissionState
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.sealed.service import receiving
from partnerschapsakte.sealed.service import vaults as service
from partnerschapsakte.sealed.storage.age import UnreadableError, new_key, seal, unseal
from partnerschapsakte.sealed.storage.wraps import take_off_inner, take_off_outer, wrap_for_pairs
from sealed_factory import BEFORE, DEADLINE, DOSSIER, MINUTE, SECOND, House
from snapshots import once

Receiving: TypeAlias = tuple[tuple[Actor, ...], str]


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


@pytest.fixture
def receiving_vault(house: House) -> Receiving:
    """A vault that receives, with its three openers, whose keys the house has."""
    openers, vault_id, keys = once(house.engine, "a vault that receives", lambda: made_to_receive(house))
    house.keys |= keys
    return openers, vault_id


def made_to_receive(house: House) -> tuple[tuple[Actor, ...], str, dict[str, str]]:
    openers = house.openers(3)
    return openers, house.receiving_vault(openers), dict(house.keys)


def opened(house: House, vault_id: str) -> dict[str, bytes]:
    """Return what was opened, by name."""
    with house.unit() as session:
        parts = session.scalars(select(OpenedPart).where(OpenedPart.vault_id == vault_id)).all()
        chunks = session.scalars(select(OpenedChunk).order_by(OpenedChunk.number)).all()
        return {part.name: b"".join(one.body for one in chunks if one.part_id == part.id) for part in parts}


def tags(house: House, vault_id: str) -> list[str]:
    """Return what the journal tells of a vault, in order."""
    with house.unit() as session:
        rows = select(JournalEntry.tag).where(JournalEntry.subject == vault_id).order_by(JournalEntry.id)
        return list(session.scalars(rows))


def halves(house: House) -> int:
    with house.unit() as session:
        return session.scalar(select(func.count()).select_from(HalfOpenWrap)) or 0


def refused(outcome: object) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


@pytest.mark.parametrize(("number", "pairs"), [(3, itertools.permutations), (5, itertools.combinations)])
def test_any_two_of_the_openers_open_the_vault(house: House, number: int, pairs: Callable[..., Any]) -> None:
    openers = house.openers(number)
    for first, second in pairs(openers, 2):
        house.clock.at = DEADLINE - MINUTE
        vault_id = house.receiving_vault(openers)
        tenderer = house.tenderer(f"Zorg {first.name} {second.name}", vault_id)
        house.hand_in(tenderer, vault_id, b"inhoud", "offerte.pdf")
        house.open(vault_id, first, second)
        assert opened(house, vault_id) == {"offerte.pdf": b"inhoud"}


@pytest.mark.parametrize("number", [3, 4, 5])
def test_the_wraps_give_the_secret_to_every_ordered_pair_and_to_no_other(number: int) -> None:
    keys = {str(at): new_key() for at in range(number)}
    wraps = wrap_for_pairs("geheim", {name: key.recipient for name, key in keys.items()})
    assert set(wraps) == set(itertools.permutations(keys, 2))
    for (outer, inner), body in wraps.items():
        half = take_off_outer(keys[outer].secret, {inner: body})[inner]
        for name, key in keys.items():
            if name == inner:
                assert take_off_inner(key.secret, half) == "geheim"
            else:
                with pytest.raises(UnreadableError):
                    take_off_inner(key.secret, half)
            if name != outer:
                with pytest.raises(UnreadableError):
                    take_off_outer(key.secret, {inner: body})


def test_one_key_alone_opens_nothing_that_is_stored(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    with house.unit() as session:
        wraps = session.scalars(select(KeyWrap).where(KeyWrap.vault_id == vault_id)).all()
        rest = [part.label for part in session.scalars(select(SealedPart))]
        rest += [chunk.body for chunk in session.scalars(select(SealedChunk))]
        rest += [fact.body for fact in session.scalars(select(SealedFact))]
    for opener in openers:
        secret = house.keys[opener.id].splitlines()[-1]
        bare = [*rest]
        for wrap in wraps:
            if wrap.outer_id == opener.id:
                bare.append(unseal(secret, wrap.body))  # what the outer layer held
            else:
                bare.append(wrap.body)
        for body in bare:
            with pytest.raises(UnreadableError):
                unseal(secret, body)


def test_before_the_deadline_no_key_helps_and_each_attempt_is_recorded(
    house: House, receiving_vault: Receiving
) -> None:
    openers, vault_id = receiving_vault
    for moment in (DEADLINE - SECOND, DEADLINE):
        house.clock.at = moment
        assert refused(house.give_key(openers[0], vault_id)) == "vault_open"
    assert tags(house, vault_id).count("sealed:key:refused") == 2


def test_one_opener_does_not_open_a_vault_twice(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    house.clock.at = DEADLINE + SECOND
    assert isinstance(house.give_key(openers[0], vault_id), Vault)
    assert refused(house.give_key(openers[0], vault_id)) == "second_opener_needed"
    assert refused(house.give_key(openers[1], vault_id, house.keys[openers[0].id])) == "wrong_key"
    assert refused(house.give_key(house.person("ander", Role.LEGAL_OFFICER), vault_id, house.keys[openers[1].id])) == (
        "not_an_opener"
    )
    assert tags(house, vault_id).count("sealed:key:refused") == 3


@pytest.mark.parametrize(("apart", "opens"), [(10 * MINUTE, True), (10 * MINUTE + SECOND, False), (11 * MINUTE, False)])
def test_the_second_key_follows_within_ten_minutes(
    house: House, receiving_vault: Receiving, apart: timedelta, opens: bool
) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    house.clock.at = DEADLINE + SECOND
    house.give_key(openers[0], vault_id)
    house.clock.at += apart
    outcome = house.give_key(openers[1], vault_id)
    assert isinstance(outcome, Vault)
    assert (outcome.state is VaultState.OPENED) == opens
    if not opens:
        assert outcome.first_opener == openers[1].id
        assert "sealed:opening:lapsed" in tags(house, vault_id)


def test_what_the_first_key_left_is_gone_after_ten_minutes_and_after_the_opening(
    house: House, receiving_vault: Receiving
) -> None:
    openers, vault_id = receiving_vault
    house.clock.at = DEADLINE + SECOND
    house.give_key(openers[0], vault_id)
    assert halves(house) == 2
    house.clock.at += 10 * MINUTE + SECOND
    with house.unit() as session:
        service.tend_vault(session, house.occasion(), vault_id)
    assert halves(house) == 0
    house.open(vault_id, openers[1], openers[2])
    assert halves(house) == 0


def test_a_clock_that_is_set_back_gives_no_second_chance(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    house.clock.at = DEADLINE + SECOND
    house.give_key(openers[0], vault_id)
    house.clock.at += 11 * MINUTE
    with house.unit() as session:
        service.tend_vault(session, house.occasion(), vault_id)
    house.clock.at -= 5 * MINUTE
    outcome = house.give_key(openers[1], vault_id)
    assert isinstance(outcome, Vault)
    assert outcome.state is VaultState.OPENING


def test_an_opened_vault_is_not_opened_again(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    house.open(vault_id, openers[0], openers[1])
    assert refused(house.give_key(openers[2], vault_id)) == "vault_opened"


def test_only_what_was_submitted_is_opened(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    eik, linde, beuk = (house.tenderer(name, vault_id) for name in ("De Eik", "De Linde", "De Beuk"))
    house.hand_in(eik, vault_id, b"eerste", "eik 1.pdf")
    house.hand_in(eik, vault_id, b"tweede", "eik 2.pdf")
    house.hand_in(linde, vault_id, b"linde", "linde.pdf")
    receiving.withdraw(house.counter(linde), vault_id)
    house.send(beuk, vault_id, b"concept", "beuk.pdf")
    house.open(vault_id, openers[0], openers[1])
    assert opened(house, vault_id) == {"eik 2.pdf": b"tweede"}


def test_a_large_part_comes_out_as_it_went_in(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    content = bytes(range(256)) * 20_000 + b"einde"
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id, content, "groot.bin")
    house.open(vault_id, openers[0], openers[1])
    assert opened(house, vault_id)["groot.bin"] == content


def test_the_record_of_opening_tells_who_opened_and_what_was_in_it(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    eik, linde, beuk = (house.tenderer(name, vault_id) for name in ("De Eik", "De Linde", "De Beuk"))
    house.hand_in(eik, vault_id, b"inhoud", "{{ offerte }}.pdf")
    house.hand_in(linde, vault_id)
    receiving.withdraw(house.counter(linde), vault_id)
    house.clock.at = DEADLINE + SECOND
    house.send(beuk, vault_id, b"te laat")
    house.open(vault_id, openers[2], openers[0])
    with house.unit() as session:
        vault = vaults.vault(session, vault_id)
        record = submissions.record_of_opening(session, vault, house.clock.at)
        assert vault.record_id is not None
        document = word_file(session, vault.record_id)
    assert record.openers == (openers[2].name, openers[0].name)
    assert [one.party_name for one in record.submissions] == ["De Eik"]
    assert record.submissions[0].submitted_at == BEFORE
    part = record.submissions[0].parts[0]
    assert (part.name, part.size, part.intact) == ("{{ offerte }}.pdf", 6, True)
    assert part.sha256 == hashlib.sha256(b"inhoud").hexdigest()
    assert [(one.party_name, one.happened_at) for one in record.late] == [("De Beuk", DEADLINE + SECOND)]
    assert [one.party_name for one in record.withdrawn] == ["De Linde"]
    assert (record.damaged, record.missing) == (0, 0)
    text = "\n".join(parts_of(document.body, with_references=True).values())
    for said in ("De Eik", "De Beuk", openers[2].name, part.sha256[:16], "3 maart 2027", "12:00:01"):
        assert said in text


def test_what_tenderers_did_is_told_at_the_opening_as_of_when_it_happened(
    house: House, receiving_vault: Receiving
) -> None:
    openers, vault_id = receiving_vault
    tenderer = house.tenderer("De Eik", vault_id)
    house.hand_in(tenderer, vault_id)
    house.open(vault_id, openers[0], openers[1])
    with house.unit() as session:
        told = session.scalars(
            select(JournalEntry).where(JournalEntry.tag == ActRevealed.tag).order_by(JournalEntry.happened_at)
        ).all()
        assert {entry.details["act"] for entry in told} == {SealedAct.PART_RECEIVED, SealedAct.SUBMITTED}
        for entry in told:
            assert (entry.dossier_id, entry.actor_id, entry.happened_at) == (DOSSIER, tenderer.id, BEFORE)
            assert entry.recorded_at == house.clock.at
            assert entry.details["party"] == tenderer.party_id
            assert entry.details["matches"]


def damaged(house: House, vault_id: str) -> tuple[int, int]:
    with house.unit() as session:
        record = submissions.record_of_opening(session, vaults.vault(session, vault_id), house.clock.at)
        return record.damaged, record.missing


@pytest.mark.parametrize("harm", ["flip", "truncate", "swap", "lose", "forge"])
def test_a_part_that_is_not_what_was_received_is_recorded_as_damaged(
    house: House, receiving_vault: Receiving, harm: str
) -> None:
    openers, vault_id = receiving_vault
    for name in ("De Eik", "De Linde"):
        house.hand_in(house.tenderer(name, vault_id), vault_id, name.encode() * 300_000, f"{name}.pdf")
    with house.unit() as session:
        first, second = session.scalars(select(SealedPart).order_by(SealedPart.id)).all()
        of_first = select(SealedChunk).where(SealedChunk.part_id == first.id)
        last = session.scalars(of_first.order_by(SealedChunk.number.desc())).first()
        assert last is not None
        match harm:
            case "flip":
                last.body = bytes([last.body[0] ^ 1]) + last.body[1:]
            case "truncate" | "lose":
                session.delete(last)
            case "swap":
                first.label, second.label = second.label, first.label
            case _:
                first.code = second.code
    house.open(vault_id, openers[0], openers[1])
    assert damaged(house, vault_id) == {"swap": (2, 0), "forge": (1, 1)}.get(harm, (1, 0))
    assert len(opened(house, vault_id)) == 2


LABELS = [
    b"geen json",
    b"{}",
    b'{"name": "alleen dit"}',
    b"[" * 100_000,
    b"\xff\xfe",
    json.dumps({"name": ["a"], "size": "1", "number": None}).encode(),
]


def relabelled(house: House, changes: Mapping[str, object] | bytes) -> None:
    """Encrypt another label for the only part, as anybody can who writes in the database."""
    with house.unit() as session:
        part, vault = session.scalars(select(SealedPart)).one(), session.scalars(select(Vault)).one()
        submission = session.get_one(Submission, part.submission_id)
        told = {"vault": vault.id, "submission": submission.id, "party": submission.party_id, "part": part.id}
        told |= {"number": 1, "size": 6, "sha256": hashlib.sha256(b"inhoud").hexdigest(), "nonce": "n"}
        body = changes if isinstance(changes, bytes) else json.dumps({**told, **changes}).encode()
        part.label = seal(vault.recipient or "", body)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_of_another_shape_keeps_nothing_closed(house: House, receiving_vault: Receiving, label: bytes) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    relabelled(house, label)
    house.open(vault_id, openers[0], openers[1])
    assert damaged(house, vault_id) == (1, 0)
    assert opened(house, vault_id) == {"?": b"inhoud"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("prijs\x00.pdf", "prijs_.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("", "?"),
    ],
)
def test_a_name_that_no_database_or_page_should_meet_is_made_harmless(
    house: House, receiving_vault: Receiving, name: str, shown: str
) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    relabelled(house, {"name": name, "media_type": "a/\x00b"})
    house.open(vault_id, openers[0], openers[1])
    assert opened(house, vault_id) == {shown: b"inhoud"}


@pytest.mark.parametrize("tables", [(SealedPart,), (SealedChunk, SealedPart, Submission)])
def test_a_tender_that_was_removed_is_noticed(
    house: House, receiving_vault: Receiving, tables: tuple[Any, ...]
) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    with house.unit() as session:
        for table in tables:
            session.execute(delete(table))
    house.open(vault_id, openers[0], openers[1])
    assert damaged(house, vault_id) == (0, 1)


def test_a_tender_that_nobody_submitted_is_not_taken_for_one(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    tenderer = house.tenderer("De Eik", vault_id)
    house.send(tenderer, vault_id, b"concept")
    with house.unit() as session:
        draft = session.scalars(select(Submission)).one()
        draft.state, draft.submitted_at = SubmissionState.SUBMITTED, BEFORE
    house.open(vault_id, openers[0], openers[1])
    assert damaged(house, vault_id) == (1, 0)


def test_a_receipt_without_its_tender_is_noticed(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    with house.unit() as session:
        for table in (SealedChunk, SealedPart, Submission):
            session.execute(delete(table))
        session.execute(delete(SealedFact))
    house.open(vault_id, openers[0], openers[1])
    assert damaged(house, vault_id) == (0, 2)


def test_a_sealed_fact_that_is_not_the_one_committed_to_is_told_as_such(
    house: House, receiving_vault: Receiving
) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    with house.unit() as session:
        first, second = session.scalars(select(SealedFact)).all()
        first.body = second.body
    house.open(vault_id, openers[0], openers[1])
    with house.unit() as session:
        told = session.scalars(select(JournalEntry).where(JournalEntry.tag == ActRevealed.tag)).all()
        assert sorted(entry.details["matches"] for entry in told) == [False, True]


def test_halves_that_were_tampered_with_do_not_open_the_vault(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    house.clock.at = DEADLINE + SECOND
    house.give_key(openers[0], vault_id)
    with house.unit() as session:
        session.execute(delete(HalfOpenWrap))
    assert refused(house.give_key(openers[1], vault_id)) == "halved_key_damaged"
    house.clock.at += 11 * MINUTE
    house.open(vault_id, openers[2], openers[1])


def test_after_the_opening_a_late_tenderer_is_recorded_openly(house: House, receiving_vault: Receiving) -> None:
    openers, vault_id = receiving_vault
    tenderer = house.tenderer("De Eik", vault_id)
    house.open(vault_id, openers[0], openers[1])
    assert isinstance(house.send(tenderer, vault_id, b"inhoud"), Refusal)
    assert tags(house, vault_id)[-1] == ActRevealed.tag


def test_an_opening_that_breaks_off_leaves_everything_as_it_was_and_is_done_again(
    house: House, receiving_vault: Receiving
) -> None:
    openers, vault_id = receiving_vault
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id, b"x" * 3_000_000)
    house.clock.at = DEADLINE + SECOND
    house.give_key(openers[0], vault_id)

    def fail(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT INTO opened_chunk"):
            raise OSError("disk full")

    event.listen(house.engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="disk full"):
        house.give_key(openers[1], vault_id)
    event.remove(house.engine, "before_cursor_execute", fail)
    assert halves(house) == 2
    assert isinstance(house.give_key(openers[1], vault_id), Vault)
    assert damaged(house, vault_id) == (0, 0)
