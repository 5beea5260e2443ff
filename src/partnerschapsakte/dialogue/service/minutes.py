"""Keeps the minutes of a session with one participant, and what both sides approved (rule 18)."""

from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.dialogue.models import SessionMinutes, SessionMinutesBody
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import happened
from partnerschapsakte.dialogue.rules import meetings as rules
from partnerschapsakte.dialogue.rules.facts import Side
from partnerschapsakte.dialogue.schemas.commands import BringMinutes
from partnerschapsakte.dialogue.service.desk import note, opened, unless
from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.rules.kinds import shown_name
from partnerschapsakte.documents.service import Scan, Sent, judged
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.schemas import ApproveMinutes
from partnerschapsakte.tendering.service.course import approve_minutes

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def bring_minutes(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    planned_session_id: str,
    command: BringMinutes,
    sent: Sent | None = None,
    *,
    scan: Scan | None = None,
) -> SessionMinutes:
    """Keep a version of the minutes: a Word or PDF file, or text. A new one has to be approved anew, by both."""
    found = opened(session, occasion.actor, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    empty = sent is None and not command.text
    approved = found.is_approved(row.id, command.candidate_id)
    meeting = found.meeting_facts(row)
    unless(rules.why_not_bring_minutes(meeting, command.candidate_id, approved=approved, empty=empty))
    kind = None if sent is None else _kind(sent, scan)
    earlier = found.minutes.get((row.id, command.candidate_id), [])
    minutes = SessionMinutes(
        id=occasion.ids(),
        planned_session_id=row.id,
        candidate_id=command.candidate_id,
        number=len(earlier) + 1,
        text=command.text,
        file_name=shown_name(sent.name) if sent else None,
        media_type=kind,
        sha256=sha256(sent.data if sent else command.text.encode()).hexdigest(),
        brought_at=occasion.happened_at,
    )
    session.add(minutes)
    session.flush()
    if sent is not None:
        session.add(SessionMinutesBody(minutes_id=minutes.id, body=sent.data))
    note(session, occasion, found, _brought(minutes))
    return minutes


def _brought(minutes: SessionMinutes) -> happened.MinutesBrought:
    return happened.MinutesBrought(
        subject=minutes.id,
        session=minutes.planned_session_id,
        candidate=minutes.candidate_id,
        number=minutes.number,
        sha256=minutes.sha256,
    )


def _kind(sent: Sent, scan: Scan | None) -> str:
    kind = judged(sent.name, sent.data, scan).media_type
    if kind not in {PDF, WORD}:
        message = say("Minutes are a Word document (docx) or a PDF.")
        raise FileRefused((Finding(level=Level.REFUSED, message=message),))
    return kind


def sign_minutes(session: Session, occasion: Occasion, dossier_id: str, minutes_id: str) -> SessionMinutes:
    """Approve minutes for the side of who does so; when both have, the tender records them as approved."""
    if stands_for_party(occasion.actor):
        side, found = Side.PARTICIPANT, rows.dialogue(session, dossier_id, for_update=True)
        own = rows.own_candidate(found, occasion.actor).id
        minutes = rows.minutes_row(found, minutes_id, own)
    else:
        side, found = Side.AUTHORITY, opened(session, occasion.actor, dossier_id)
        minutes = rows.minutes_row(found, minutes_id)
    versions = found.minutes[minutes.planned_session_id, minutes.candidate_id]
    unless(rules.why_not_approve(facts_of(minutes, replaced=versions[-1].id != minutes.id), side))
    if side is Side.AUTHORITY:
        minutes.authority_approved_at, minutes.authority_approved_by = occasion.happened_at, occasion.actor.id
    else:
        minutes.participant_approved_at, minutes.participant_approved_by = occasion.happened_at, occasion.actor.id
    fact = happened.MinutesSigned(
        subject=minutes.id,
        session=minutes.planned_session_id,
        candidate=minutes.candidate_id,
        number=minutes.number,
        side=side,
        sha256=minutes.sha256,
    )
    note(session, occasion, found, fact)
    if minutes.is_approved:
        _tell_tender(session, occasion, found, minutes)
    return minutes


def facts_of(minutes: SessionMinutes, *, replaced: bool) -> rules.MinutesFacts:
    """Return what the rules need to know of a version of minutes."""
    signed = {Side.AUTHORITY: minutes.authority_approved_at, Side.PARTICIPANT: minutes.participant_approved_at}
    return rules.MinutesFacts(replaced=replaced, approved_by=frozenset(one for one, at in signed.items() if at))


def _tell_tender(session: Session, occasion: Occasion, found: rows.Dialogue, minutes: SessionMinutes) -> None:
    """Let the tender record that both sides approved: the participant may be the last, who keeps no records there."""
    seats = found.seats[minutes.planned_session_id]
    held = next(one.session_id for one in seats if one.candidate_id == minutes.candidate_id)
    command = ApproveMinutes(session_id=held or "", approved_on=occasion.today)
    approve_minutes(session, occasion.by(SYSTEM), found.dossier_id, command, by=LeadingRoom.DIALOGUE)
