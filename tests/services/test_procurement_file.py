"""The procurement file as one zip, and the fill-in sheet: what is in them, for whom, and what is named as missing."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from awarding_factory import LOT, SENT, House, house
from dialogue_factory import DAY, Table, table
from dossier_factory import on
from file_samples import SOUND
from partnerschapsakte.contracts.rules.kinds import AgreementKind, ProviderRole
from partnerschapsakte.contracts.schemas import ConcludeAgreement, ProviderSeat, TermTerms
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.design.schemas import ChooseRoute
from partnerschapsakte.design.service.choosing import choose_route
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import meetings
from partnerschapsakte.documents.schemas import UploadFile
from partnerschapsakte.documents.service import Sent, upload_file
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.actor import Actor, Right, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.overview.rules.bundle import safe_name, why_not_take
from partnerschapsakte.overview.word.pieces import Shelf
from partnerschapsakte.overview.word.printing import notice_sheet_of
from partnerschapsakte.overview.word.procurement_file import INDEX, SUMS, members
from partnerschapsakte.overview.word.zipping import zipped

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
NOW = datetime(2029, 3, 2, 9, 30, tzinfo=UTC)
NAME = "Wilhelmina Verborgen"


@pytest.fixture
def at(engine: Engine) -> Iterator[Table]:
    """A dialogue in one transaction."""
    with writing(engine)() as session:
        yield table(session)


@pytest.fixture
def desk(engine: Engine) -> Iterator[House]:
    """A tender that comes to its award, in one transaction."""
    with writing(engine)() as session:
        yield house(session)


def bundle(at: Table) -> dict[str, bytes]:
    at.session.flush()
    shelf = Shelf(at.session, at.world.manager, at.id, NOW)
    data = b"".join(zipped(members(shelf, TEMPLATES)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def filled(at: Table) -> dict[str, bytes]:
    """Bundle a dialogue in which each participant talked, wrote and handed in a file."""
    at.begin()
    for number in range(2):
        at.talk(number)
        sent = Sent("aanbod.pdf", SOUND["pdf"])
        upload_file(at.session, on(DAY, at.party(number)), at.id, UploadFile(title="Aanbod"), sent)
        letter = SendLetter(party_id=at.world.providers[number], title="Bericht", text=f"Aan nummer {number}.")
        send_letter(at.session, at.officer, at.id, letter)
    return bundle(at)


def test_each_piece_stands_in_the_index_with_its_true_hash(at: Table) -> None:
    found = filled(at)
    index, sums = found.pop(INDEX).decode(), found.pop(SUMS).decode()
    told = {path: sha256 for sha256, path in (line.split("  ") for line in sums.splitlines())}
    assert set(told) == set(found)
    for path, body in found.items():
        assert told[path] == hashlib.sha256(body).hexdigest()
        assert path in index
        assert told[path] in index


def test_each_candidate_lies_in_a_folder_of_its_own(at: Table) -> None:
    found = filled(at)
    for number, other in ((0, 1), (1, 0)):
        letters = [body for body in found.values() if f"Aan nummer {number}.".encode() in body]
        assert len(letters) == 1
        own = next(path for path, body in found.items() if f"Aan nummer {number}.".encode() in body)
        folder = own.split("/")[1]
        elsewhere = [path for path in found if path.split("/")[1:2] == [folder] and path.startswith("06")]
        assert not [path for path in elsewhere if f"Aan nummer {other}.".encode() in found[path]]
    files = {path.split("/")[1] for path in found if path.startswith("07-bestanden/")}
    assert len(files) == 2


def test_what_is_missing_is_named_and_goes_away_once_it_is_there(at: Table) -> None:
    at.begin()
    planned = at.plan(0)
    at.hold(planned)
    at.tell()
    index = bundle(at)[INDEX].decode()
    assert "gesprek van 5 februari 2029 met Deelnemer 0" in index
    assert "nog niet aan allen ging: Aantal cliënten" in index
    assert "Het besluit over een vergoeding" in index
    minutes = at.bring(planned)
    at.approve(minutes)
    at.approve(minutes, 0)
    assert "gesprek van 5 februari 2029 met Deelnemer 0" not in bundle(at)[INDEX].decode()


def test_the_equal_treatment_report_names_who_got_less(at: Table) -> None:
    at.begin()
    at.talk(0)
    report = next(body for path, body in bundle(at).items() if "gelijke-behandeling" in path).decode()
    assert "niet iedereen had even veel gesprekken (Deelnemer 0 1, Deelnemer 1 0)" in report
    at.talk(1)
    report = next(body for path, body in bundle(at).items() if "gelijke-behandeling" in path).decode()
    assert "Er zijn geen verschillen gevonden." in report


def test_names_of_experts_by_experience_are_nowhere_in_the_file(at: Table) -> None:
    at.begin()
    planned = at.plan(0)
    expert = commands.AddExpert(label="Ervaringsdeskundige 7", name=NAME)
    meetings.add_expert(at.session, at.officer, at.id, planned, expert)
    assert not [path for path, body in bundle(at).items() if NAME.encode() in body or b"Wilhelmina" in body]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.PROCUREMENT_OFFICER, True),
        (Role.LEGAL_OFFICER, True),
        (Role.AUDITOR, True),
        (Role.CONTROLLER, False),
        (Role.ASSESSOR, False),
        (Role.PROVIDER_CONTACT, False),
    ],
)
def test_only_who_may_read_all_takes_the_file_along(role: Role, may: bool) -> None:
    right = Right("dossier", role, "partij" if role is Role.PROVIDER_CONTACT else None)
    actor = Actor("wie", "Wie", frozenset({role}), grants=frozenset({right}), dossier_id="dossier")
    refusal = why_not_take(actor)
    assert (refusal is None) is may
    assert refusal is None or refusal.code == "file_not_permitted"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Zorg & Zonen <B.V.>", "Zorg-Zonen-B.V"),
        ("één verslag.DOCX", "een-verslag.docx"),
        ("日本", "stuk"),
    ],
)
def test_a_name_in_the_zip_leads_nowhere_else(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def sheet(desk: House) -> str:
    desk.session.flush()
    return text_of_document(notice_sheet_of(desk.session, desk.id, TEMPLATES, SENT).body)


def test_the_sheet_tells_the_winner_only_once_the_letters_went_out(desk: House) -> None:
    desk.decide()
    assert "Zorg Een" not in sheet(desk)
    desk.write()
    desk.send()
    said = sheet(desk)
    assert re.search(r"Winnaars\nZorg Een\n", said)
    assert "Dag van de gunningsbeslissing\n10 maart 2026" in said
    assert "€\N{NO-BREAK SPACE}900.000,00" in said


def test_the_sheet_names_each_field_that_is_missing_and_where_to_fill_it(desk: House) -> None:
    said = sheet(desk)
    assert "CPV-code\nontbreekt: leg het vast bij de aanbesteding" in said
    ending = said.rpartition("Wat nog ontbreekt")[2]
    assert "Aankondiging (de oproep), Voorwerp: CPV-code" in ending
    assert f"Perceel {LOT}" in said


def routed(desk: House) -> None:
    """Choose a route with a term of three years and six more."""
    told = {"instrument": "procedure", "initial_months": 36, "extension_months": 72, "reason": "De taak vraagt tijd."}
    choose_route(desk.session, desk.on(SENT), desk.id, ChooseRoute.model_validate(told))


def agreed(desk: House) -> None:
    """Put an agreement of 3+2+2+2 years on record that is not signed yet."""
    seat = ProviderSeat(party_id=desk.at.providers[0], role=ProviderRole.CONTRACTOR)
    term = TermTerms(starts_on=date(2027, 1, 1), initial_months=36, options=(24, 24, 24))
    command = ConcludeAgreement(
        kind=AgreementKind.SINGLE,
        deed="A-1",
        title="Akte",
        authorities=(desk.at.authority,),
        providers=(seat,),
        term=term,
        lots=(LOT,),
    )
    conclude_agreement(desk.session, desk.on(SENT), desk.id, command)


def test_the_sheet_tells_the_term_of_the_design_before_there_is_an_agreement(desk: House) -> None:
    assert "Duur\nontbreekt: leg de overeenkomst" in sheet(desk)
    routed(desk)
    said = sheet(desk)
    assert "Duur\n36 maanden" in said
    assert "Verlengingen\nsamen ten hoogste 72 maanden" in said
    assert "Aantal verlengingen\nontbreekt" in said


def test_the_sheet_tells_the_term_with_each_extension_in_call_and_award(desk: House) -> None:
    agreed(desk)
    said = sheet(desk)
    assert said.count("Duur\n36 maanden") == said.count("Aantal verlengingen\n3") == 2
    assert "Begin\n1 januari 2027" in said
    assert "Einde zonder verlenging\n31 december 2029" in said
    told = (
        "24 + 24 + 24 maanden, alleen door de opdrachtgever; samen ten hoogste 108 maanden, tot en met 31 december 2035"
    )
    assert told in said
    assert "Kenmerk van de overeenkomst\nA-1" in said


def test_without_a_tender_there_is_nothing_to_take(at: Table) -> None:
    with pytest.raises(Refusal) as refused:
        bundle(at)
    assert refused.value.code == "tender_not_found"
