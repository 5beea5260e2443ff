"""What happens to the award of a lot: its letters, what holds it, its contract, its notice, and the record."""

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.models import Award, Tender
from partnerschapsakte.tendering.rules import happened, holding, procedure
from partnerschapsakte.tendering.rules.facts import LeadingRoom, RecordState
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.tendering.schemas import (
    HoldAward,
    MarkRecord,
    RecordAwardNotice,
    RecordContractConcluded,
    RecordDefinitiveAward,
    ReleaseAward,
    SendAwardLetter,
)
from partnerschapsakte.tendering.service.desk import keep, read, unless


def send_award_letter(
    session: Session, occasion: Occasion, dossier_id: str, command: SendAwardLetter, *, by: LeadingRoom | None = None
) -> Award:
    """Record that the award letters of a lot were sent; the standstill begins on the day after."""
    tender = read(session, occasion.actor, dossier_id, TenderStep.SEND_LETTERS, by)
    winners = [queries.candidate(tender, one) for one in dict.fromkeys(command.awarded)]
    refusal = procedure.why_not_send_letter(
        tender.facts,
        command.lot,
        command.decided_on,
        command.sent_on,
        all_in=all(one.is_in(command.decided_on) for one in winners),
        today=occasion.today,
    )
    unless(refusal)
    fact = happened.AwardLetterSent(
        subject=tender.id,
        lot=command.lot,
        award=occasion.ids(),
        decided_on=command.decided_on,
        sent_on=command.sent_on,
        awarded=tuple(one.id for one in winners),
        standstill_days=tender.standstill_days,
        standstill_last_day=procedure.standstill_last_day(command.sent_on, tender.standstill_days),
    )
    award = Award.of(fact)
    queries.lot(tender, fact.lot).award = award
    keep(session, occasion, tender, fact)
    return award


def record_definitive_award(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordDefinitiveAward
) -> Award:
    """Record that the award of a lot became definitive; the award notice is due from here (rule 39)."""
    tender = read(session, occasion.actor, dossier_id)
    award = queries.award(tender, command.lot)
    told, day = award.facts_of(command.lot), command.definitive_on
    unless(procedure.why_not_go_on(tender.facts) or procedure.why_not_definitive(told, day, today=occasion.today))
    fact = happened.AwardDefinitive(subject=tender.id, lot=command.lot, definitive_on=command.definitive_on)
    award.definitive_on = fact.definitive_on
    keep(session, occasion, tender, fact)
    return award


def record_contract_concluded(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordContractConcluded
) -> Award:
    """Record the first contract of a lot; before the end of the standstill only with a mandate and a reason."""
    tender = read(session, occasion.actor, dossier_id)
    award = queries.award(tender, command.lot)
    told = award.facts_of(command.lot)
    open_ = procedure.why_not_go_on(tender.facts) or procedure.why_not_conclude(
        told,
        command.concluded_on,
        early_because=command.early_because,
        may_override=procedure.may_override_standstill(occasion.actor, queries.authorities(session, dossier_id)),
        today=occasion.today,
    )
    unless(open_ or holding.why_not_without_record(tender.facts))
    is_early = command.concluded_on < told.standstill.earliest_signing.on
    fact = happened.LotContracted(
        subject=tender.id,
        lot=command.lot,
        concluded_on=command.concluded_on,
        early_because=command.early_because if is_early else None,
    )
    award.contract_concluded_on, award.concluded_early_because = fact.concluded_on, fact.early_because or ""
    keep(session, occasion, tender, fact)
    return award


def hold_award(session: Session, occasion: Occasion, dossier_id: str, command: HoldAward) -> Award:
    """Keep a lot from being signed: a court looks at it (rule 37)."""
    tender = read(session, occasion.actor, dossier_id)
    award = queries.award(tender, command.lot)
    unless(holding.why_not_hold(award.facts_of(command.lot)))
    fact = happened.AwardHeld(subject=tender.id, lot=command.lot, reason=command.reason)
    award.held_because = fact.reason
    keep(session, occasion, tender, fact)
    return award


def release_award(session: Session, occasion: Occasion, dossier_id: str, command: ReleaseAward) -> Award:
    """Let a lot be signed again, from the day after the judgment or after the standstill, the later of both."""
    tender = read(session, occasion.actor, dossier_id)
    award = queries.award(tender, command.lot)
    judged_on = max(command.judged_on, award.judged_on or command.judged_on)
    award.held_because, award.judged_on = "", judged_on
    fact = happened.AwardReleased.of(tender.id, award.facts_of(command.lot), judged_on, command.reason)
    keep(session, occasion, tender, fact)
    return award


def mark_record(session: Session, occasion: Occasion, dossier_id: str, command: MarkRecord) -> Tender:
    """Record how the record of proceedings stands: until it is complete no contract is concluded (rule 38)."""
    tender = read(session, occasion.actor, dossier_id)
    fact = happened.RecordMarked(subject=tender.id, state=command.state, reason=command.reason)
    tender.record = fact.state
    tender.record_of_proceedings_complete_on = occasion.today if fact.state is RecordState.COMPLETE else None
    keep(session, occasion, tender, fact)
    return tender


def record_award_notice(session: Session, occasion: Occasion, dossier_id: str, command: RecordAwardNotice) -> Award:
    """Record that the award notice of a lot was sent."""
    tender = read(session, occasion.actor, dossier_id)
    award = queries.award(tender, command.lot)
    unless(procedure.why_not_notify(award.facts_of(command.lot), command.sent_on, today=occasion.today))
    fact = happened.AwardNoticeSent(
        subject=tender.id, lot=command.lot, sent_on=command.sent_on, reference=command.reference
    )
    award.notice_sent_on, award.notice_reference = fact.sent_on, fact.reference
    keep(session, occasion, tender, fact)
    return award
