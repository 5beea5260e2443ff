"""The steps of the selection: what is asked, the requests as they came in and were judged, a draw, the decision."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.recording import Rank, at, doing
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.selection import Request, Selection, SelectionDecided, SelectionDraw
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.sealed.schemas import Deadline
from partnerschapsakte.selection import queries, schemas
from partnerschapsakte.selection.service import deciding, requests
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.schemas import PartyOfCandidate, WithdrawCandidate
from partnerschapsakte.tendering.service import course as tenders

AT: Path = ("tender", "selection")
SECTION = "selection"
NOON = "12:00"
ASKED = (
    "requirements",
    "criteria",
    "uea_required",
    "tie_rule",
    "tie_criterion",
    "redraw_rule",
    "decimals",
    "standstill_days",
)


def steps(told: Selection, planned_on: date) -> Iterator[Step]:
    """Yield the selection by day."""
    on = max(planned_on, told.planned_on or planned_on)
    yield Step(on, Rank.ANNOUNCE, AT, lambda stage: _plan(stage, told, on))
    for position, one in enumerate(told.rectified):
        command = schemas.RectifySelection.model_validate(one.plain("on"))
        yield Step(
            one.on,
            Rank.SELECT,
            (*AT, "rectified", position),
            doing(lambda stage, on=one.on, command=command: deciding.rectify_selection(*_at(stage, on), command)),
        )
    for key, request in told.requests.items():
        yield from _request(key, request, told.decision)
    for position, draw in enumerate(told.draws):
        yield Step(draw.drawn_on, Rank.SELECT, (*AT, "draws", position), _drawing(draw))
    if decision := told.decision:
        yield Step(decision.decided_on, Rank.SELECT, (*AT, "decision"), _deciding(told, decision))
    for key, request in told.requests.items():
        yield from _afterwards(key, request, told.decision)


def _at(stage: Stage, on: date) -> tuple[Session, Occasion, str]:
    return at(stage, on, SECTION)


def _plan(stage: Stage, told: Selection, on: date) -> None:
    content = {name: value for name, value in told.plain().items() if name in ASKED}
    deciding.plan_selection(*_at(stage, on), schemas.PlanSelection.model_validate(content))


def _request(key: str, told: Request, decision: SelectionDecided | None) -> Iterator[Step]:
    path: Path = (*AT, "requests", key)
    late = told.received_time > NOON  # a day of the file is written down at noon
    yield Step(told.received_on + timedelta(days=late), Rank.SELECT, path, _receiving(key, told))
    if judged := told.judged:
        given = [{"code": code, **one.plain()} for code, one in judged.findings.items()]
        assessing = schemas.AssessRequest.model_validate({"findings": given})
        yield Step(
            judged.on,
            Rank.SELECT,
            (*path, "judged"),
            doing(lambda stage: requests.assess_request(*_at(stage, judged.on), _id(stage, key), assessing)),
        )
    if scored := told.scored:
        scores = [{"code": code, **one.plain()} for code, one in scored.scores.items()]
        scoring = schemas.ScoreRequest.model_validate({"scores": scores})
        yield Step(
            scored.on,
            Rank.SELECT,
            (*path, "scored"),
            doing(lambda stage: requests.score_request(*_at(stage, scored.on), _id(stage, key), scoring)),
        )
    left_on, reason = told.withdrawn_on, told.withdrawal_reason
    if left_on and reason and not _left_later(told, decision):
        leaving = schemas.WithdrawRequest(withdrawn_on=left_on, reason=reason)
        yield Step(
            left_on,
            Rank.SELECT,
            (*path, "withdrawn_on"),
            doing(lambda stage: requests.withdraw_request(*_at(stage, left_on), _id(stage, key), leaving)),
        )


def _id(stage: Stage, key: str) -> str:
    return stage.known("requests")[key]


def _left_later(told: Request, decision: SelectionDecided | None) -> bool:
    """Tell whether it left as a candidate: after the decision."""
    return bool(told.withdrawn_on and decision and told.withdrawn_on > decision.decided_on)


def _receiving(key: str, told: Request) -> Act:
    def act(stage: Stage) -> None:
        on = told.received_on + timedelta(days=told.received_time > NOON)
        moment = Deadline(deadline_on=told.received_on, deadline_time=told.received_time).instant()
        command = schemas.RecordRequest(
            name=told.name,
            parties=tuple(
                PartyOfCandidate(party_id=stage.parties[one.organisation], role=one.role) for one in told.parties
            ),
            received_at=moment,
            size_class=told.size_class,
            country=told.country,
            electronic=told.electronic,
        )
        stage.known("requests")[key] = requests.record_request(*_at(stage, on), command).id

    return act


def _drawing(draw: SelectionDraw) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.RecordSelectionDraw(
            drawn=tuple(_id(stage, key) for key in draw.drawn),
            drawn_on=draw.drawn_on,
            method=draw.method,
            witness=draw.witness,
        )
        deciding.record_draw(*_at(stage, draw.drawn_on), command)

    return act


def _deciding(told: Selection, decision: SelectionDecided) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.DecideSelection.model_validate(decision.plain())
        session, occasion, dossier_id = _at(stage, decision.decided_on)
        deciding.decide_selection(session, occasion, dossier_id, command, stage.template_root)
        found = queries.requests_of(session, tendering.tender(session, dossier_id).id)
        admitted = {one.id: one.candidate_id for one in found}
        for key in told.requests:
            request = stage.known("requests").get(key, "")
            if candidate := admitted.get(request):
                stage.candidates[key] = candidate
            else:
                stage.known("not admitted")[key] = request

    return act


def _afterwards(key: str, told: Request, decision: SelectionDecided | None) -> Iterator[Step]:
    path: Path = (*AT, "requests", key)
    left_on, reason = told.withdrawn_on, told.withdrawal_reason
    if left_on and reason and _left_later(told, decision):
        yield Step(
            left_on,
            Rank.LEAVE,
            (*path, "withdrawn_on"),
            doing(
                lambda stage: tenders.withdraw_candidate(
                    *_at(stage, left_on),
                    WithdrawCandidate(candidate_id=stage.candidates[key], withdrawn_on=left_on, reason=reason),
                )
            ),
        )
    if noted := told.phase_out:
        command = schemas.NotePhaseOut.model_validate(noted.plain("on"))
        yield Step(
            noted.on,
            Rank.SELECT,
            (*path, "phase_out"),
            doing(
                lambda stage: requests.note_phase_out(
                    *_at(stage, noted.on), _id(stage, key), command, templates=stage.template_root
                )
            ),
        )
