"""Names what the procurement file lacks now, each by what would fill it; nothing is guessed."""

from collections.abc import Iterator
from datetime import date

from partnerschapsakte.assessment.queries import views as assessment
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.awarding.queries import record as proceedings
from partnerschapsakte.bids import queries as bids
from partnerschapsakte.clarifications import queries as clarifications
from partnerschapsakte.clarifications.rules.facts import QuestionState
from partnerschapsakte.design.queries import design_view
from partnerschapsakte.design.rules.warnings import DesignWarning
from partnerschapsakte.design.schemas import WarningView
from partnerschapsakte.dialogue.queries import rows as dialogue
from partnerschapsakte.dialogue.rules.facts import MeetingState
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.overview.word.pieces import Shelf
from partnerschapsakte.sealed.queries import vaults
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.selection import queries as selection
from partnerschapsakte.selection.rules.facts import RequestState
from partnerschapsakte.selection.word.papers import ADMITTED, NOT_ADMITTED
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import RecordState, TenderStage
from partnerschapsakte.tendering.rules.steps import COURSES
from partnerschapsakte.tendering.word import INVITATION

LETTERS = {RequestState.ADMITTED: ADMITTED, RequestState.NOT_ADMITTED: NOT_ADMITTED}
OPEN_QUESTIONS = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})


def missing(shelf: Shelf) -> list[str]:
    """Return everything that lacks, in the order of the procedure."""
    today = local_date(shelf.at)
    return [
        *_of_tender(shelf, today),
        *_of_letters(shelf),
        *_of_questions(shelf),
        *_of_dialogue(shelf),
        *_of_vaults(shelf),
        *_of_bids(shelf),
        *_of_assessment(shelf, today),
        *_of_award(shelf, today),
        *_of_documents(shelf),
        *_of_archive(shelf),
    ]


def _of_tender(shelf: Shelf, today: date) -> Iterator[str]:
    view = tendering.tender_view(shelf.session, shelf.dossier_id, today=today)
    if view is None:
        yield "Het dossier heeft geen aanbesteding."
        return
    if view.published_on is None:
        yield "De aankondiging: de opdracht is nog niet bekendgemaakt."
    yield from (_said(one.message) for one in view.findings)
    course = COURSES[view.procedure].stages
    if TenderStage.SELECTION in course and not selection.file_of(shelf.session, shelf.dossier_id).is_planned:
        yield "Wat van gegadigden wordt gevraagd (selectie)."


def _of_letters(shelf: Shelf) -> Iterator[str]:
    """Name the letters of the selection, the notes of handing over, and the invitations that were not printed."""
    issued = documents.documents_of(shelf.session, dossier_id=shelf.dossier_id)
    there = {(one.kind, one.subject) for one in issued}
    for one in selection.requests_for(shelf.session, shelf.dossier_id):
        if one.state not in LETTERS:
            continue
        if (LETTERS[one.state], one.id) not in there:
            yield f"De brief over de selectie in Word aan {one.name}."
        if one.state is RequestState.NOT_ADMITTED and one.phase_out_noted_at is None:
            yield f"De uitfaseringsnotitie van {one.name}."
    tender = tendering.tender_of(shelf.session, shelf.dossier_id)
    if tender is None or tender.invited_on is None:
        return
    for one in tender.candidates:
        if one.is_in(tender.invited_on) and (INVITATION, f"{tender.id}:{one.id}") not in there:
            yield f"De uitnodiging tot inschrijving in Word aan {one.name}."


def _of_questions(shelf: Shelf) -> Iterator[str]:
    found = clarifications.questions_for(shelf.session, shelf.actor, shelf.dossier_id)
    waiting = sum(one.state in OPEN_QUESTIONS for one in found)
    if waiting:
        yield f"Vragen die nog niet aan allen zijn beantwoord: {waiting}."


def _of_dialogue(shelf: Shelf) -> Iterator[str]:
    found = dialogue.dialogue(shelf.session, shelf.dossier_id)
    if found.tender.dialogue_started_on is None and found.announcement is None:
        return
    yield from _of_minutes(found)
    for one in found.items:
        if one.deliver_by is not None and one.delivered_at is None:
            yield f"Een mededeling die voor allen is en nog niet aan allen ging: {one.title}."
    if found.compensation is None:
        yield "Het besluit over een vergoeding voor deelnemers aan de dialoog."


def _of_minutes(found: dialogue.Dialogue) -> Iterator[str]:
    held = [one for one in found.meetings if one.state is MeetingState.HELD]
    for meeting, seat in ((one, seat) for one in held for seat in found.seats.get(one.id, [])):
        if seat.session_id is not None and not found.is_settled(meeting.id, seat.candidate_id):
            day, name = language.day(meeting.held_on or meeting.day), found.names[seat.candidate_id]
            yield f"Een verslag dat beide kanten goedkeurden: gesprek van {day} met {name}."


def _of_vaults(shelf: Shelf) -> Iterator[str]:
    for one in vaults.vaults_of(shelf.session, shelf.dossier_id, shelf.at):
        if one.state is VaultState.OPENED and one.record_id is None:
            yield f"Het proces-verbaal van opening van {one.title}."


def _of_bids(shelf: Shelf) -> Iterator[str]:
    tender = tendering.tender(shelf.session, shelf.dossier_id)
    recorded = bids.register(shelf.session, shelf.dossier_id, shelf.at)
    if recorded and bids.opening_of(shelf.session, tender) is None:
        yield f"Het proces-verbaal van opening van de inschrijvingen ({len(recorded)} vastgelegd, niet geopend)."


def _of_assessment(shelf: Shelf, today: date) -> Iterator[str]:
    view = assessment.assessment_view(shelf.session, shelf.dossier_id, today=today)
    if view.plan.written is None:
        yield "Het plan van de beoordeling."
        return
    for seat in view.seats:
        if seat.declared_at is None and seat.released_at is None:
            yield f"De verklaring over belangenconflicten van {seat.name}."
        elif seat.has_conflict and not seat.measure:
            yield f"De maatregel bij het belangenconflict van {seat.name}."
    for lot in view.lots:
        if lot.opened_at is not None and lot.locked_at is None:
            yield f"De vergrendeling van de beoordeling van {lot.code}."


def _of_award(shelf: Shelf, today: date) -> Iterator[str]:
    tender = tendering.tender(shelf.session, shelf.dossier_id)
    for one in awards.lot_awards(shelf.session, shelf.dossier_id, today):
        if one.outcome is not None and one.letters_sent_on is None:
            yield f"De brieven over de beslissing op {one.lot}."
    for lot in tender.lots:
        if lot.award is not None and lot.award.contract_concluded_on is not None and lot.award.notice_sent_on is None:
            yield f"De aankondiging van de gegunde opdracht voor {lot.code}."
    view = proceedings.record_view(shelf.session, shelf.dossier_id)
    if view.state is RecordState.BEGUN:
        yield f"Onderdelen van het proces-verbaal: {', '.join(one.value for one in view.missing) or 'vaststelling'}."
    elif view.state is RecordState.NOT_BEGUN and tender.facts.awards:
        yield "Het proces-verbaal van de opdrachtverlening."


def _of_documents(shelf: Shelf) -> Iterator[str]:
    without = [one for one in documents.documents_of(shelf.session, dossier_id=shelf.dossier_id) if not one.has_pdf]
    if without:
        yield f"Een pdf van {len(without)} uitgegeven stukken (het Word-bestand is er wel)."


def _of_archive(shelf: Shelf) -> Iterator[str]:
    """Name the choice of archive class and publication, as long as nobody made it (rule 66)."""
    if (told := archive_choice(shelf)) is not None and told.passed_because is None:
        yield "De keuze van de archiefklasse en van wat openbaar wordt."


def archive_choice(shelf: Shelf) -> WarningView | None:
    """Return how archive class and publication were chosen, where a contract is to be kept."""
    found = design_view(shelf.session, shelf.dossier_id).warnings
    return next((one for one in found if one.warning is DesignWarning.ARCHIVE_NOT_CHOSEN), None)


def _said(sentence: Sentence) -> str:
    return language.tell(sentence, language.DUTCH)
