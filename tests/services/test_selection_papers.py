"""The letters of a selection and the invitation to tender as Word documents: each about its own addressee only."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from dossier_factory import on
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.documents.models import IssuedDocument
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.overview.word.missing import missing
from partnerschapsakte.overview.word.pieces import Shelf, pieces_of
from partnerschapsakte.selection.models import ParticipationRequest
from partnerschapsakte.selection.schemas import DecideSelection, NotePhaseOut
from partnerschapsakte.selection.service import deciding, requests
from partnerschapsakte.tendering.schemas import InviteToTender
from partnerschapsakte.tendering.service import course
from services.test_selection import CANARY, JUDGED, WHY, World

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
INVITED, LATER = date(2026, 5, 4), datetime(2026, 5, 4, 12, tzinfo=UTC)
NOTE = NotePhaseOut(has_running_clients=True, clients="Twaalf jeugdigen houden hun begeleider.\nDe rest stapt over.")


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    """A tender with a selection, in one transaction."""
    with writing(engine)() as session:
        yield World(session)


def ranked(world: World, templates: Path | None = TEMPLATES) -> list[ParticipationRequest]:
    """Let three ask for two places, and decide; the first is lowest."""
    made = [world.request(number) for number in (1, 2, 3)]
    for asked in made:
        world.assess(asked)
    for asked, first, reason in zip(made, ("5", "9", "8"), (CANARY * 2, WHY, "Een heldere visie."), strict=True):
        world.score(asked, first, "8", reason)
    command = DecideSelection(decided_on=JUDGED, few_because="Meer aanbieders zijn er niet.")
    deciding.decide_selection(world.session, on(JUDGED, world.officer), world.dossier, command, templates)
    world.session.flush()
    return made


def issued(world: World, subject: str) -> IssuedDocument:
    """Return the document about a subject that was issued last."""
    asked = select(IssuedDocument).where(IssuedDocument.subject == subject).order_by(IssuedDocument.issued_at.desc())
    return world.session.scalars(asked).all()[0]


def lacking(world: World) -> list[str]:
    """Return what the procurement file lacks."""
    world.session.flush()
    return missing(Shelf(world.session, world.officer, world.dossier, LATER))


def test_who_is_admitted_reads_its_own_scores_and_what_comes_next(world: World) -> None:
    second = ranked(world)[1]
    paper = issued(world, second.id)
    told = text_of_document(paper.body)
    assert (paper.kind, paper.title) == ("admission_letter", "Toelating Kandidaat 2")
    assert "U wordt toegelaten tot de volgende stap van de procedure." in told
    assert "De volgende stap is de inschrijving." in told
    assert "Uw plaats in de rangorde: 1." in told
    assert WHY in told
    assert CANARY not in told
    assert "Kandidaat 3" not in told


def test_who_is_not_admitted_reads_why_and_the_last_day_to_object(world: World) -> None:
    first = ranked(world)[0]
    paper = issued(world, first.id)
    told = text_of_document(paper.body)
    assert (paper.kind, paper.title) == ("non_admission_letter", "Geen toelating Kandidaat 1")
    assert "U wordt niet toegelaten" in told
    assert CANARY * 2 in told
    assert "donderdag 30 april 2026" in told
    assert "meer geschikte kandidaten dan plaatsen (2)" in told
    assert "Een heldere visie." not in told


def test_who_fails_a_requirement_reads_which_and_no_ranking(world: World) -> None:
    lost, left = world.request(1), world.request(2)
    world.assess(lost, met=False, reason="De referentie ontbreekt")
    world.assess(left)
    command = DecideSelection(decided_on=JUDGED, few_because="Meer aanbieders zijn er niet.")
    deciding.decide_selection(world.session, on(JUDGED, world.officer), world.dossier, command, TEMPLATES)
    told = text_of_document(issued(world, lost.id).body)
    assert "Niet voldaan: Ervaring met jeugdhulp. Reden: De referentie ontbreekt." in told
    assert "gerangschikt" not in told


def test_what_is_handed_over_is_printed_as_a_note_of_which_the_lack_is_named(world: World) -> None:
    first = ranked(world)[0]
    assert "De uitfaseringsnotitie van Kandidaat 1." in lacking(world)
    acting = on(JUDGED, world.officer)
    requests.note_phase_out(world.session, acting, world.dossier, first.id, NOTE, templates=TEMPLATES)
    world.session.flush()
    asked = select(IssuedDocument).where(IssuedDocument.kind == "phase_out_note")
    told = text_of_document(world.session.scalars(asked).one().body)
    assert "Twaalf jeugdigen houden hun begeleider." in told
    assert "De rest stapt over." in told
    assert "De uitfaseringsnotitie van Kandidaat 1." not in lacking(world)


def test_letters_that_were_not_printed_are_named_as_missing(world: World) -> None:
    ranked(world, None)
    assert "De brief over de selectie in Word aan Kandidaat 2." in lacking(world)


def invite(world: World, templates: Path | None = TEMPLATES) -> None:
    """Invite the candidates that are left to tender."""
    told: dict[str, Any] = {"invited_on": INVITED, "tender_due_on": "2026-06-15", "tender_due_time": "12:00"}
    told |= {"submission_address": "het platform", "languages": ["Nederlands"]}
    command = InviteToTender.model_validate(told)
    course.invite_to_tender(world.session, on(INVITED, world.officer), world.dossier, command, templates)
    world.session.flush()


def test_each_who_is_left_is_invited_by_letter_and_document_with_the_same_deadline(world: World) -> None:
    ranked(world)
    invite(world)
    asked = select(IssuedDocument).where(IssuedDocument.kind == "tender_invitation").order_by(IssuedDocument.title)
    papers = world.session.scalars(asked).all()
    assert [one.about for one in papers] == ["Kandidaat 2", "Kandidaat 3"]
    for one in papers:
        told = text_of_document(one.body)
        assert "maandag 15 juni 2026 om 12:00 uur (tijd van Amsterdam)" in told
        assert "U dient in via: het platform." in told
        assert one.about in told
    wanted = select(Letter).where(Letter.title == "Uitnodiging tot inschrijving")
    letters = world.session.scalars(wanted).all()
    assert {one.party_id for one in letters} <= {world.parties[1], world.parties[2]}
    assert world.parties[1] in {one.party_id for one in letters}
    assert len({one.text for one in letters}) == 1
    assert "maandag 15 juni 2026 om 12:00 uur" in letters[0].text


def test_the_letters_lie_in_the_procurement_file(world: World) -> None:
    ranked(world)
    invite(world)
    shelf = Shelf(world.session, world.officer, world.dossier, LATER)
    titles = {one.title for one in pieces_of(shelf)}
    assert {"Toelating Kandidaat 2", "Geen toelating Kandidaat 1", "Uitnodiging tot inschrijving Kandidaat 3"} <= titles
    assert not [one for one in lacking(world) if "Uitnodiging" in one or "selectie in Word" in one]


def test_invitations_that_were_not_printed_are_named_as_missing(world: World) -> None:
    ranked(world)
    invite(world, None)
    assert "De uitnodiging tot inschrijving in Word aan Kandidaat 3." in lacking(world)
