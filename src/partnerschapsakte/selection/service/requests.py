"""Takes requests to participate in, and records how each meets what was announced."""

from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.documents.rules.wording import plain
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why, why_not_overwrite
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.models import CriterionScore, ParticipationRequest, RequestParty, RequirementFinding
from partnerschapsakte.selection.rules import happened, selecting
from partnerschapsakte.selection.rules.facts import Plan, RequestState
from partnerschapsakte.selection.schemas import (
    AssessRequest,
    NotePhaseOut,
    RecordRequest,
    ScoreRequest,
    WithdrawRequest,
)
from partnerschapsakte.selection.service.sending import print_about, write_to
from partnerschapsakte.selection.word import papers
from partnerschapsakte.selection.word.letters import LATE_TITLE, late_letter
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.procedure import Seat, why_not_happened


def record_request(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordRequest
) -> ParticipationRequest:
    """Record a request that came in; one that is late is refused by that, and told so (rules 24 and 25)."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    unless(selecting.why_not_keep(occasion.actor, tender.facts))
    received_on = local_date(command.received_at)
    seats = tuple(Seat(one.party_id, one.role) for one in command.parties)
    known = queries.requests_of(session, tender.id)
    refusal = selecting.why_not_record(
        tender.facts,
        seats,
        received_on,
        name_taken=any(one.name == command.name for one in known),
        unknown=tendering.unknown_providers(session, [seat.party for seat in seats]),
        decided=queries.decision_of(session, tender.id) is not None,
        today=occasion.today,
    )
    unless(refusal)
    if command.received_at > occasion.happened_at:
        raise Refusal(Why.INVALID, "not_received_yet", say("A request cannot have come in after this moment."))
    fact = happened.RequestReceived(
        subject=occasion.ids(),
        name=command.name,
        parties=seats,
        received_at=command.received_at,
        late=selecting.is_late(tender.facts, received_on),
        size_class=command.size_class,
        country=command.country,
        electronic=command.electronic,
    )
    made = _made(fact, occasion, tender.id, dossier_id, queries.next_position(session, tender.id))
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    if fact.late:
        told = late_letter(made, tender.requests_due_on)
        write_to(session, occasion, dossier_id, [seat.party for seat in seats], LATE_TITLE, told)
    return made


def withdraw_request(
    session: Session, occasion: Occasion, dossier_id: str, request_id: str, command: WithdrawRequest
) -> ParticipationRequest:
    """Record that a request was withdrawn: it takes no place, and may make a ranking needless (rule 16)."""
    found, _ = _judged(session, occasion, dossier_id, request_id)
    unless(why_not_happened(command.withdrawn_on, occasion.today, after=found.received_on))
    fact = happened.RequestWithdrawn(
        subject=found.id, withdrawn_on=command.withdrawn_on, reason_sha256=hashed(command.reason)
    )
    found.withdrawn_on, found.withdrawn_because = fact.withdrawn_on, command.reason
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def assess_request(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    request_id: str,
    command: AssessRequest,
    *,
    version: int | None = None,
) -> ParticipationRequest:
    """Record for each requirement whether a request meets it, and why; what is left out is not judged."""
    found, plan = _judged(session, occasion, dossier_id, request_id)
    unless(why_not_overwrite(version, found.version))
    unless(selecting.why_not_assess(plan, [one.code for one in command.findings]))
    fact = happened.RequestAssessed(
        subject=found.id,
        met=tuple(one.code for one in command.findings if one.met),
        not_met=tuple(one.code for one in command.findings if not one.met),
        reasons_sha256=hashed("\n".join(one.reason for one in command.findings)),
    )
    found.judgements += 1
    found.findings.clear()
    session.flush()
    found.findings = [RequirementFinding(**one.model_dump()) for one in command.findings]
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def score_request(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    request_id: str,
    command: ScoreRequest,
    *,
    version: int | None = None,
) -> ParticipationRequest:
    """Record the scores of a request, each with its reason; only where a ranking is needed (rules 16 and 29)."""
    found, plan = _judged(session, occasion, dossier_id, request_id)
    unless(why_not_overwrite(version, found.version))
    maximum = tendering.tender(session, dossier_id).maximum_candidates
    requests = [one.facts for one in queries.requests_of(session, found.tender_id)]
    codes, scores = [one.code for one in command.scores], {one.code: one.score for one in command.scores}
    unless(selecting.why_not_score(plan, found.facts, requests, codes, scores, maximum))
    fact = happened.RequestScored(
        subject=found.id,
        scores=scores,
        reasons_sha256=hashed("\n".join(one.reason for one in command.scores)),
    )
    found.judgements += 1
    found.scores.clear()
    session.flush()
    found.scores = [CriterionScore(**one.model_dump()) for one in command.scores]
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def note_phase_out(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    request_id: str,
    command: NotePhaseOut,
    *,
    version: int | None = None,
    templates: Path | None = None,
) -> ParticipationRequest:
    """Note what a provider that was not selected hands over, and print the note where there are templates."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    unless(selecting.why_not_keep(occasion.actor, tender.facts))
    found = queries.request(session, dossier_id, request_id)
    unless(why_not_overwrite(version, found.version))
    unless(selecting.why_not_phase_out(RequestState.NOT_ADMITTED if found.admitted is False else RequestState.OPEN))
    fact = happened.PhaseOutNoted(subject=found.id, sha256=hashed(command.model_dump_json()))
    found.has_running_clients = command.has_running_clients
    found.phase_out_clients, found.phase_out_staff = command.clients, command.staff
    found.phase_out_systems, found.phase_out_noted_at = command.systems, occasion.happened_at
    record(session, occasion, fact, dossier_id=dossier_id)
    decision = queries.decision_of(session, tender.id)
    if templates is not None and decision is not None:
        title, noted_on = f"Uitfaseringsnotitie {plain(found.name)}", local_date(occasion.happened_at)
        content = papers.phase_out_of(tender, found, decision.decided_on, noted_on)
        print_about(session, occasion, found, papers.PHASE_OUT, title, content, templates)
    return found


def _made(
    fact: happened.RequestReceived, occasion: Occasion, tender_id: str, dossier_id: str, position: int
) -> ParticipationRequest:
    return ParticipationRequest(
        id=fact.subject,
        tender_id=tender_id,
        dossier_id=dossier_id,
        position=position,
        name=fact.name,
        received_at=fact.received_at,
        recorded_at=occasion.recorded_at,
        late=fact.late,
        size_class=fact.size_class,
        country=fact.country,
        electronic=fact.electronic,
        parties=[
            RequestParty(party_id=seat.party, position=number, role=seat.role)
            for number, seat in enumerate(fact.parties, start=1)
        ],
    )


def _judged(
    session: Session, occasion: Occasion, dossier_id: str, request_id: str
) -> tuple[ParticipationRequest, Plan]:
    """Return a request that can be judged now, with what was announced; the tender is locked."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    unless(selecting.why_not_keep(occasion.actor, tender.facts))
    found = queries.request(session, dossier_id, request_id)
    decided = queries.decision_of(session, tender.id) is not None
    unless(selecting.why_not_judge(found.facts, decided=decided))
    plan = queries.plan_of(session, tender.id)
    return found, plan.facts if plan else Plan()


def unless(refusal: Refusal | None) -> None:
    """Raise a refusal, if there is one."""
    if refusal is not None:
        raise refusal


def hashed(text: str) -> str:
    """Return the hash by which the journal fixes a text that does not stand in it."""
    return sha256(text.encode()).hexdigest()
