"""The steps that follow the letters of a lot: a definitive award, a contract, the award notice."""

from collections.abc import Iterator

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.recording import Rank, at, doing
from partnerschapsakte.cases.loading.stage import Step
from partnerschapsakte.cases.schema.awarding import Settled
from partnerschapsakte.tendering.schemas import RecordAwardNotice, RecordContractConcluded, RecordDefinitiveAward
from partnerschapsakte.tendering.service import awards as tender_awards


def settling(path: Path, lot: str, told: Settled) -> Iterator[Step]:
    """Yield what followed the letters of a lot, by day."""
    if definitive_on := told.definitive_on:
        definitive = RecordDefinitiveAward(lot=lot, definitive_on=definitive_on)
        yield Step(
            definitive_on,
            Rank.DEFINITIVE,
            (*path, "definitive_on"),
            doing(lambda stage: tender_awards.record_definitive_award(*at(stage, definitive_on), definitive)),
        )
    if concluded_on := told.contract_concluded_on:
        concluded = RecordContractConcluded(
            lot=lot, concluded_on=concluded_on, early_because=told.concluded_early_because
        )
        yield Step(
            concluded_on,
            Rank.CONTRACT,
            (*path, "contract_concluded_on"),
            doing(lambda stage: tender_awards.record_contract_concluded(*at(stage, concluded_on), concluded)),
        )
    if sent_on := told.notice_sent_on:
        notice = RecordAwardNotice(lot=lot, sent_on=sent_on, reference=told.notice_reference or "")
        yield Step(
            sent_on,
            Rank.NOTICE,
            (*path, "notice_sent_on"),
            doing(lambda stage: tender_awards.record_award_notice(*at(stage, sent_on), notice)),
        )
