"""Says for the record of proceedings what the rooms below keep: selection, questions, bids and assessors.

Each of these says nothing where its room was never used: then somebody writes the item.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.queries import people_by_id
from partnerschapsakte.assessment.models import AssessorSeat
from partnerschapsakte.bids import queries as bids
from partnerschapsakte.bids.rules.facts import BidState
from partnerschapsakte.clarifications.models import ClarificationNote, Question
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.selection import queries as selection
from partnerschapsakte.selection.models import ParticipationRequest
from partnerschapsakte.tendering.models import Candidate, Tender

LEFT_ASIDE = frozenset({BidState.LATE, BidState.VOID})
"""How a bid stands that was handed in and is not assessed."""


def why_admitted(session: Session, tender: Tender, candidate: Candidate) -> Sentence:
    """Say when a candidate was admitted, and by which place, if there was a ranking (item c)."""
    same = ParticipationRequest.tender_id == tender.id, ParticipationRequest.candidate_id == candidate.id
    request = session.scalars(select(ParticipationRequest).where(*same)).first()
    name, day = candidate.name, candidate.admitted_on or ""
    if candidate.outside_because:
        reason = candidate.outside_because
        return say("{name}: admitted on {day}, outside the selection: {reason}", name=name, day=day, reason=reason)
    if request is None:
        return say("{name}: admitted on {day}.", name=name, day=day)
    if request.rank is None or request.points is None:
        return say("{name}: admitted on {day}; it meets every requirement, and nobody was ranked.", name=name, day=day)
    told = {"name": name, "day": day, "rank": request.rank, "points": request.points}
    return say("{name}: admitted on {day}, at place {rank} with {points} points.", **told)


def not_selected(session: Session, tender: Tender) -> Iterator[Sentence]:
    """Say who was excluded or not admitted, and why (item d), not who withdrew; nothing before the decision."""
    decision, plan = selection.decision_of(session, tender.id), selection.plan_of(session, tender.id)
    if decision is None or plan is None:
        return
    requests = selection.requests_of(session, tender.id)
    others = [one for one in requests if not one.admitted and (one.late or one.withdrawn_on is None)]
    asked = plan.facts
    for one in others:
        yield _why_not_admitted(one, one.facts.fails(asked), decision.maximum)
    if not others:
        yield say("No candidate was excluded or rejected.")


def _why_not_admitted(request: ParticipationRequest, failed: tuple[str, ...], maximum: int | None) -> Sentence:
    name = request.name
    if request.late:
        received = language.moment(request.received_at)
        return say("{name}: the request came in late, on {moment}.", name=name, moment=received)
    if failed:
        reasons = " ".join(one.reason for one in request.findings if one.code in failed)
        return say("{name}: {reason}", name=name, reason=reasons)
    told = {"name": name, "rank": request.rank or "", "points": request.points or "", "maximum": maximum or ""}
    return say("{name}: place {rank} with {points} points; at most {maximum} were admitted.", **told)


def left_out(session: Session, tender: Tender) -> Iterator[Sentence]:
    """Say which answers were kept out of the notes, and why (item f, rule 8); nothing where no note was published."""
    if not session.scalar(select(exists().where(ClarificationNote.tender_id == tender.id))):
        return
    chosen = select(Question).where(Question.tender_id == tender.id, Question.note_id.is_(None))
    lines: list[Sentence] = []
    for one in session.scalars(chosen.order_by(Question.position)):
        if one.left_out_at is not None:
            lines.append(say("A question about {about} was left out: {reason}", **_of(one, one.left_out_because)))
        elif one.answered_alone_at is not None:
            lines.append(say("A question about {about} was answered alone: {reason}", **_of(one, one.decision_reason)))
    yield from lines or [say("Nothing was left out of the notes.")]


def _of(question: Question, reason: str) -> dict[str, str]:
    return {"about": question.about, "reason": reason}


def bids_left_aside(session: Session, tender: Tender) -> Iterable[Sentence]:
    """Say which bids were not assessed because they came late or were void after a correction (item e)."""
    course = bids.course_of(session, tender)
    if course.opened_at is None:
        return
    for one in bids.register(session, tender.dossier_id, course.opened_at):
        if one.state in LEFT_ASIDE:
            state = Sentence(f"BidState.{one.state.value}")
            received = language.moment(one.received_at)
            yield say("{name}: bid of {moment}, {state}.", name=one.candidate, moment=received, state=state)


def not_electronic(session: Session, tender: Tender) -> Iterator[Sentence]:
    """Say which other ways were open and on which ground (item l, rule 27); nothing before the opening."""
    course = bids.course_of(session, tender)
    if course.opened_at is None:
        return
    ways = bids.other_ways_of(session, tender)
    for way, one in ways.items():
        named, ground = Sentence(f"BidWay.{way.value}"), Sentence(f"NonElectronicGround.{one.ground.value}")
        yield say("Also allowed: {way}. Ground: {ground}. {reason}", way=named, ground=ground, reason=one.reason)
    if not ways:
        yield say("Every bid came in by the platform or the sealed store.")


def conflicts(session: Session, tender: Tender) -> Iterator[Sentence]:
    """Say which conflicts of interest assessors declared, and what was done (item m); nothing until all declared."""
    chosen = select(AssessorSeat).where(AssessorSeat.tender_id == tender.id).order_by(AssessorSeat.position)
    seats = session.scalars(chosen).all()
    declared = [one for one in seats if one.declared_at is not None]
    if not declared or any(one.declared_at is None and one.released_at is None for one in seats):
        return
    found = [one for one in declared if one.has_conflict]
    people = people_by_id(session, {one.person_id for one in found if one.person_id})
    for one in found:
        name = one.label or people[one.person_id or ""].name
        yield say("{name}: {reason}", name=name, reason=one.conflict)
        if one.measure:
            yield say("What was done about it: {measure}", measure=one.measure)
    if not found:
        yield say("Assessors who declared: {count}. None has a conflict of interest.", count=len(declared))
