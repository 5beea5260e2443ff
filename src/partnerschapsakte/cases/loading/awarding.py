"""The steps of the award: the decision per lot, its letters, complaints, a court, the record of proceedings."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.queries.rows import results, rows_of
from partnerschapsakte.awarding import schemas
from partnerschapsakte.awarding.rules.facts import LotDecision, RecordItem
from partnerschapsakte.awarding.service import contesting, letters, lots, recording
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading import reasons
from partnerschapsakte.cases.loading.recording import Rank, at, by_candidate, candidate_of, doing
from partnerschapsakte.cases.loading.settling import settling
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.awarding import (
    Awarding,
    Complaint,
    LotDecided,
    LotLetters,
    Proceedings,
    ProceedingsRecord,
    RecordText,
)
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import queries as tendering

AT: Path = ("tender", "awarding")
SECTION = "awarding"


def steps(told: Awarding) -> Iterator[Step]:
    """Yield the award by day."""
    for position, lot in enumerate(told.lots):
        path: Path = (*AT, "lots", position)
        yield Step(lot.decided_on, Rank.AWARD, path, _deciding(lot))
        if lot.letters:
            yield from _letters(lot, lot.letters, (*path, "letters"))
        yield from settling(path, lot.lot, lot)
    for position, complaint in enumerate(told.complaints):
        yield from _complaint(position, complaint)
    for position, case in enumerate(told.proceedings):
        yield from _proceedings(position, case)
    if told.record:
        yield from _record(told.record)


def _at(stage: Stage, on: date) -> tuple[Session, Occasion, str]:
    return at(stage, on, SECTION)


def _deciding(told: LotDecided) -> Act:
    def act(stage: Stage) -> None:
        winners = [candidate_of(stage, key) for key in told.winners]
        if not winners and told.outcome is LotDecision.AWARD:
            winners = _proposed(stage, told.lot)
        command = schemas.DecideLot(
            lot=told.lot,
            outcome=told.outcome,
            winners=tuple(winners),
            body=told.body,
            decided_on=told.decided_on,
            case_number=told.case_number,
            file=told.file,
            authority_id=stage.parties[told.authority] if told.authority else None,
            mandate=told.mandate or "",
            reason=told.reason,
        )
        lots.decide_lot(*_at(stage, told.decided_on), command)

    return act


def _proposed(stage: Stage, lot: str) -> list[str]:
    """Return who wins by the assessment: a file that names no winners leaves that to the program."""
    rows = rows_of(stage.session, tendering.tender(stage.session, stage.dossier_id))
    return [winner for one in results(rows) if one.lot == lot for winner in one.winners]


def _letters(told: LotDecided, written: LotLetters, path: Path) -> Iterator[Step]:
    written_on = written.written_on or told.decided_on
    yield Step(written_on, Rank.AWARD, path, lambda stage: _write(stage, told.lot, written, written_on))
    if sent_on := written.sent_on:
        command = schemas.SendLetters(lot=told.lot, objections_to=written.objections_to or "", sent_on=sent_on)
        yield Step(
            sent_on,
            Rank.LETTER,
            (*path, "sent_on"),
            doing(lambda stage: letters.send_letters(*_at(stage, sent_on), command, stage.template_root)),
        )


def _write(stage: Stage, lot: str, written: LotLetters, on: date) -> None:
    for candidate, text in by_candidate(stage, written.winners):
        described = schemas.DescribeWinner(lot=lot, candidate_id=candidate, characteristics=text)
        lots.describe_winner(*_at(stage, on), described)
    given = dict(by_candidate(stage, written.tenderers))
    for candidate, told in reasons.by_tenderer(stage, lot, given, written.platform_reference).items():
        lots.write_reasons(*_at(stage, on), schemas.WriteReasons(lot=lot, candidate_id=candidate, **told))


def _complaint(position: int, told: Complaint) -> Iterator[Step]:
    path: Path = (*AT, "complaints", position)

    def register(stage: Stage) -> None:
        command = schemas.RegisterComplaint.model_validate(told.plain("decided"))
        found = contesting.register_complaint(*_at(stage, told.received_on), command)
        stage.known("complaints")[str(position)] = found.id

    yield Step(told.received_on, Rank.AWARD, path, register)
    if decided := told.decided:
        command = schemas.DecideComplaint(upheld=decided.upheld, decided_on=decided.on, decision=decided.decision)
        yield Step(
            decided.on,
            Rank.AWARD,
            (*path, "decided"),
            doing(
                lambda stage: contesting.decide_complaint(
                    *_at(stage, decided.on), stage.known("complaints")[str(position)], command
                )
            ),
        )


def _proceedings(position: int, told: Proceedings) -> Iterator[Step]:
    path: Path = (*AT, "proceedings", position)

    def register(stage: Stage) -> None:
        command = schemas.RegisterProceedings.model_validate(told.plain("judgment"))
        found = contesting.register_proceedings(*_at(stage, told.served_on), command)
        stage.known("proceedings")[str(position)] = found.id

    yield Step(told.served_on, Rank.RECORD, path, register)
    if judgment := told.judgment:
        command = schemas.RecordJudgment(judged_on=judgment.on, outcome=judgment.outcome, file=judgment.file)
        yield Step(
            judgment.on,
            Rank.RECORD,
            (*path, "judgment"),
            doing(
                lambda stage: contesting.record_judgment(
                    *_at(stage, judgment.on), stage.known("proceedings")[str(position)], command
                )
            ),
        )


def _record(told: ProceedingsRecord) -> Iterator[Step]:
    path: Path = (*AT, "record")
    begin = schemas.BeginRecord(call_off_under=told.call_off_under or "")
    yield Step(
        told.begun_on,
        Rank.RECORD,
        path,
        doing(lambda stage: recording.begin_record(*_at(stage, told.begun_on), begin)),
    )
    yield from _items(told.items, told.begun_on, path)
    if complete_on := told.complete_on:
        yield Step(
            complete_on,
            Rank.RECORD,
            (*path, "complete_on"),
            doing(lambda stage: recording.complete_record(*_at(stage, complete_on), stage.template_root)),
        )


def _items(items: Mapping[RecordItem, RecordText], begun_on: date, path: Path) -> Iterator[Step]:
    for item, one in items.items():
        on = one.on or begun_on
        command = schemas.FillItem(item=item, text=one.text or "", not_applicable=one.not_applicable)
        yield Step(
            on,
            Rank.RECORD,
            (*path, "items", item.value),
            doing(lambda stage, on=on, command=command: recording.fill_item(*_at(stage, on), command)),
        )
