"""Prints the papers of a dialogue, and reads the form of a session back: its outcomes, who were there, the minutes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.contributions.queries import contributions_for
from partnerschapsakte.dialogue.models import PlannedSession, SessionMinutes
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import filled_in
from partnerschapsakte.dialogue.rules import meetings as rules
from partnerschapsakte.dialogue.rules.facts import MeetingState
from partnerschapsakte.dialogue.schemas.commands import BringMinutes, HoldSession, NoteOutcome
from partnerschapsakte.dialogue.service.desk import opened, unless
from partnerschapsakte.dialogue.service.meetings import hold_session, note_outcome
from partnerschapsakte.dialogue.service.minutes import bring_minutes
from partnerschapsakte.dialogue.word import input_letter, minutes_form, papers
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.documents.service import Scan, Sent, Wanted, judged, printed
from partnerschapsakte.documents.word.filled import filled_rows
from partnerschapsakte.dossiers.queries import dossier_view
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say


@dataclass(frozen=True, slots=True)
class Printer:
    """Where papers are printed: by which templates, on which day."""

    templates: Path
    today: date


def dialogue_document(session: Session, dossier_id: str, at: Printer) -> StoredFile:
    """Print what all may count on: topics, rounds, rules of the game, compensation."""
    found = _announced(session, dossier_id)
    content = papers.document_of(found, dossier_view(session, dossier_id), at.today)
    wanted = Wanted(
        kind=papers.DOCUMENT,
        title=papers.DOCUMENT_TITLE,
        content=content,
        template_root=at.templates,
        today=at.today,
    )
    return printed(session, dossier_id, wanted)


def invitation(session: Session, dossier_id: str, number: int, at: Printer) -> StoredFile:
    """Print the invitation to a round."""
    found = _announced(session, dossier_id)
    row = rows.round_row(found, number)
    content = papers.invitation_of(found, dossier_view(session, dossier_id), row, at.today)
    wanted = Wanted(
        kind=papers.INVITATION,
        title=papers.invitation_title(number),
        content=content,
        template_root=at.templates,
        today=at.today,
    )
    return printed(session, dossier_id, wanted)


def input_letter_of(session: Session, actor: Actor, dossier_id: str, at: Printer) -> StoredFile:
    """Print what was done with what experts by experience said."""
    found = rows.dialogue(session, dossier_id)
    said = contributions_for(session, actor, dossier_id)
    products = rows.products(session, found)
    content = input_letter.content_of(found, dossier_view(session, dossier_id), said, products, at.today)
    wanted = Wanted(
        kind=input_letter.LETTER,
        title=input_letter.TITLE,
        content=content,
        template_root=at.templates,
        today=at.today,
    )
    return printed(session, dossier_id, wanted)


def form_of_session(
    session: Session, dossier_id: str, planned_session_id: str, candidate_id: str, at: Printer
) -> StoredFile:
    """Print the form on which the minutes with one participant are written during the talk."""
    found = rows.dialogue(session, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    unless(rules.why_not_write(found.meeting_facts(row), candidate_id))
    content = minutes_form.content_of(found, row, candidate_id, at.today)
    wanted = Wanted(
        kind=minutes_form.FORM,
        title=minutes_form.title_of(row),
        content=content,
        template_root=at.templates,
        today=at.today,
    )
    return printed(session, dossier_id, wanted)


def read_form_of_session(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    planned_session_id: str,
    sent: Sent,
    *,
    scan: Scan | None = None,
) -> SessionMinutes:
    """Read a form that was filled in: record the session where that was not done, its outcomes, and the minutes.

    Refused whole, with all that is wrong with it at once; then nothing of it is kept.
    """
    found = opened(session, occasion.actor, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    judged(sent.name, sent.data, scan, only="docx")
    filled = filled_in.read_form(filled_rows(sent.data), _expected(found, row))
    unless(rules.why_not_write(found.meeting_facts(row), filled.candidate))
    if row.state is not MeetingState.HELD:
        held = HoldSession(held_on=filled.held_on, attendees=filled.attendees, attendee_roles=filled.roles)
        hold_session(session, occasion, dossier_id, row.id, held)
    minutes = bring_minutes(session, occasion, dossier_id, row.id, _brought(filled), sent, scan=scan)
    _note_outcomes(session, occasion, row, filled, dossier_id)
    return minutes


def _announced(session: Session, dossier_id: str) -> rows.Dialogue:
    found = rows.dialogue(session, dossier_id)
    if found.announcement is None:
        raise Refusal(
            Why.CONFLICT,
            "dialogue_not_announced",
            say("The dialogue is not announced yet."),
            rule="14",
            article="Aw 2.110",
            remedy=say("Announce it first: rounds, topics and what may be reduced."),
        )
    return found


def _expected(found: rows.Dialogue, row: PlannedSession) -> filled_in.Expected:
    return filled_in.Expected(
        session=row.id,
        candidates=found.meeting_facts(row).candidates,
        topics=tuple(row.topics),
        held_on=row.held_on,
        attendees=row.attendees,
    )


def _brought(filled: filled_in.FilledMinutes) -> BringMinutes:
    return BringMinutes(candidate_id=filled.candidate, text=minutes_form.text_of(filled))


def _note_outcomes(
    session: Session, occasion: Occasion, row: PlannedSession, filled: filled_in.FilledMinutes, dossier_id: str
) -> None:
    """Note the outcomes that differ from what was noted last; the topic as the agenda has it."""
    session.flush()
    known = rows.outcomes(session, rows.dialogue(session, dossier_id)).get((row.id, filled.candidate), [])
    last = {one.topic: one.outcome for one in known}
    agenda = filled_in.agenda_of(row.topics)
    for one in filled.topics:
        topic = agenda[one.topic]
        if last.get(topic) != one.outcome:
            command = NoteOutcome(candidate_id=filled.candidate, topic=topic, outcome=one.outcome)
            note_outcome(session, occasion, dossier_id, row.id, command)
