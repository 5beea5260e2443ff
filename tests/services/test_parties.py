"""The register of parties, and what its fields accept."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, select

from dossier_factory import on
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.fields import Day, Line, Text, Unacceptable
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties import queries, service
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.parties.schemas import CorrectParty, RegisterParty

DAY = date(2026, 11, 20)
PROVIDER: dict[str, Any] = {
    "kind": "provider",
    "name": "Zorg Een (verzonnen)",
    "seat": "Voorbeeldstad",
    "kvk_number": "00000002",
    "postal_code": "1234 AB",
}


def refused(change: dict[str, Any]) -> Sentence:
    """Return the sentence with which a field refuses."""
    with pytest.raises(ValidationError) as raised:
        RegisterParty.model_validate(PROVIDER | change)
    (error,) = raised.value.errors()
    assert error["loc"] == tuple(change)
    reason = error.get("ctx", {}).get("error")
    assert isinstance(reason, Unacceptable)
    return reason.sentence


@pytest.mark.parametrize("name", ["Jansen & Zonen <B.V.>", "é" * 300, "Zorg 🌱 en 👩‍👧", '\'t Lant \N{EM DASH} "Zuid"'])
def test_a_party_is_registered_under_the_name_that_was_given(engine: Engine, name: str) -> None:
    with writing(engine)() as session:
        party_id = service.register_party(session, on(DAY), RegisterParty.model_validate(PROVIDER | {"name": name})).id
    with reading(engine)() as session:
        assert queries.party(session, party_id).name == name


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\ufffe", "\uffff", "\n"])
def test_a_character_that_no_document_can_hold_is_refused_with_its_place(bad: str) -> None:
    sentence = refused({"name": f"Zorg{bad}Een"})
    assert dict(sentence.values) == {"code": f"U+{ord(bad):04X}", "position": 5}


def test_a_lone_surrogate_never_gets_in() -> None:
    with pytest.raises(ValidationError):
        RegisterParty.model_validate(PROVIDER | {"name": "Zorg\ud800Een"})


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=300))
def test_a_printable_line_is_never_changed_but_for_spaces_around_it(text: str) -> None:
    if text.strip(" "):
        assert TypeAdapter(Line).validate_python(text) == text.strip(" ")


def test_paragraphs_keep_their_line_ends_as_one_character() -> None:
    assert TypeAdapter(Text).validate_python("een\r\ntwee\n\ndrie\n") == "een\ntwee\n\ndrie"


@pytest.mark.parametrize("number", ["1234567", "123456789", "1234567a", "\N{ARABIC-INDIC DIGIT ONE}2345678"])
def test_a_kvk_number_has_eight_digits(number: str) -> None:
    assert refused({"kvk_number": number}).id.startswith("A KvK number has eight digits")


def test_a_kvk_number_keeps_its_leading_zeros() -> None:
    assert RegisterParty.model_validate(PROVIDER).kvk_number == "00000002"


@pytest.mark.parametrize("code", ["1234AB", "1234 ab", "0234 AB", "1234  AB"])
def test_a_postal_code_is_written_one_way(code: str) -> None:
    assert refused({"postal_code": code}).id.startswith("Write the postal code")


@pytest.mark.parametrize("code", ["0344", "gm344", "GM0344"])
def test_a_municipality_code_is_gm_and_four_digits(code: str) -> None:
    assert refused({"municipality_code": code}).id.startswith("A municipality code is gm")


@pytest.mark.parametrize("email", ["niemand", "a@b", "a b@c.nl", "a@b.nl, c@d.nl", "a@b.nl\nbcc: c@d.nl"])
def test_an_email_address_is_one_address(email: str) -> None:
    assert refused({"email": email})


@pytest.mark.parametrize("day", [20190710, 1.5, noon(DAY), "2019-02-30", "10-07-2019", True])
def test_a_calendar_date_is_no_number_and_no_moment(day: object) -> None:
    with pytest.raises(ValidationError, match="calendar date"):
        TypeAdapter(Day).validate_python(day)


def test_a_calendar_date_is_read_from_its_iso_form() -> None:
    assert TypeAdapter(Day).validate_python("2019-07-10") == date(2019, 7, 10)
    assert TypeAdapter(Day).validate_python(DAY) == DAY


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        RegisterParty.model_validate(PROVIDER | {"colour": "blue"})


def test_registering_is_journalled_with_all_its_data(engine: Engine) -> None:
    with writing(engine)() as session:
        party_id = service.register_party(session, on(DAY), RegisterParty.model_validate(PROVIDER)).id
    with reading(engine)() as session:
        entry = session.scalars(select(JournalEntry)).one()
        assert (entry.tag, entry.subject) == ("party:registered", party_id)
        assert entry.details["data"]["kvk_number"] == "00000002"


def test_a_kvk_number_is_registered_once(engine: Engine) -> None:
    with writing(engine)() as session:
        service.register_party(session, on(DAY), RegisterParty.model_validate(PROVIDER))
    with pytest.raises(Refusal, match="already registered"), writing(engine)() as session:
        service.register_party(session, on(DAY), RegisterParty.model_validate(PROVIDER | {"name": "Ander"}))


def test_a_correction_is_made_on_what_was_read(engine: Engine) -> None:
    with writing(engine)() as session:
        party_id = service.register_party(session, on(DAY), RegisterParty.model_validate(PROVIDER)).id
    change = PROVIDER | {"name": "Zorg Een B.V. (verzonnen)", "version": 1}
    with writing(engine)() as session:
        corrected = service.correct_party(session, on(DAY), party_id, CorrectParty.model_validate(change))
    assert (corrected.name, corrected.version) == ("Zorg Een B.V. (verzonnen)", 2)
    with pytest.raises(Refusal, match="meanwhile"), writing(engine)() as session:
        service.correct_party(session, on(DAY), party_id, CorrectParty.model_validate(change))


def test_the_register_is_read_by_name_and_by_kind(engine: Engine) -> None:
    with writing(engine)() as session:
        for number, name in enumerate(["Zorg B", "Zorg A"], start=1):
            command = RegisterParty.model_validate(PROVIDER | {"name": name, "kvk_number": f"0000000{number}"})
            service.register_party(session, on(DAY), command)
    with reading(engine)() as session:
        assert [one.name for one in queries.parties(session)] == ["Zorg A", "Zorg B"]
        assert queries.parties(session, kind=PartyKind.CONTRACTING_AUTHORITY) == []
        assert queries.parties_by_id(session, []) == {}
        with pytest.raises(Refusal, match="no party"):
            queries.party(session, "niemand")
