"""What can be done in a tender today, and why not the rest: conditions that do not hang on what somebody fills in."""

from collections.abc import Callable, Mapping
from datetime import date

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules import holding, leading, procedure
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.order import why_not_now
from partnerschapsakte.tendering.rules.steps import TenderStep

Asking = Callable[[TenderFacts, date], Refusal | None]


def why_not_step(tender: TenderFacts, step: TenderStep, today: date) -> Refusal | None:
    """Say why a step cannot be taken today, whatever somebody fills in, or None if it can."""
    if refusal := procedure.why_not_go_on(tender) or leading.why_not_here(tender, step):
        return refusal
    asking = CONDITIONS.get(step)
    return (asking(tender, today) if asking else None) or why_not_now(tender, step, today)


def why_only_early(tender: TenderFacts, step: TenderStep, today: date) -> Refusal | None:
    """Say that a step that can be taken today needs a mandate and a reason, or None if it needs none (rule 35)."""
    if step is not TenderStep.CONCLUDE:
        return None
    open_ones = [award for award in tender.awards if award.contract_concluded_on is None]
    early = [holding.within_standstill(award, today) for award in open_ones if today < award.signing_from.on]
    return early[0] if early and len(early) == len(open_ones) else None


def _start_dialogue(tender: TenderFacts, today: date) -> Refusal | None:
    return procedure.why_not_start_dialogue(tender, today, today=today)


def _approve_minutes(tender: TenderFacts, _: date) -> Refusal | None:
    if tender.open_minutes:
        return None
    return Refusal(Why.CONFLICT, "minutes_approved", say("No report waits to be approved."), rule="18")


def _send_letters(tender: TenderFacts, today: date) -> Refusal | None:
    waiting = [lot for lot in tender.lots if all(award.lot != lot for award in tender.awards)]
    lot = waiting[0] if waiting else tender.lots[0]
    return procedure.why_not_send_letter(tender, lot, today, today, all_in=True, today=today)


def _make_definitive(tender: TenderFacts, today: date) -> Refusal | None:
    open_ones = [award for award in tender.awards if award.definitive_on is None]
    if tender.awards and not open_ones:
        return Refusal(Why.CONFLICT, "definitive_already", say("The award of every lot is definitive."))
    blocked = [procedure.why_not_definitive(award, today, today=today) for award in open_ones]
    return blocked[0] if blocked and all(blocked) else None


def _conclude(tender: TenderFacts, today: date) -> Refusal | None:
    open_ones = [award for award in tender.awards if award.contract_concluded_on is None]
    if tender.awards and not open_ones:
        return Refusal(Why.CONFLICT, "concluded_already", say("A contract of every lot is on record."))
    held = [holding.why_not_held(award, today) for award in open_ones]
    return (held[0] if held and all(held) else None) or holding.why_not_without_record(tender)


def _send_notice(tender: TenderFacts, today: date) -> Refusal | None:
    blocked = [procedure.why_not_notify(award, today, today=today) for award in tender.awards]
    return blocked[0] if blocked and all(blocked) else None


def _withdraw(tender: TenderFacts, today: date) -> Refusal | None:
    return procedure.why_not_withdraw(tender, today, today=today)


def _invite(tender: TenderFacts, today: date) -> Refusal | None:
    return procedure.why_not_invite(tender, today, date.max, participants=1, today=today)


def _move_deadlines(tender: TenderFacts, today: date) -> Refusal | None:
    return procedure.why_not_move_deadlines(tender, today=today)


def _publish(tender: TenderFacts, _: date) -> Refusal | None:
    return procedure.why_not_publish_again(tender)


def _withdraw_candidate(tender: TenderFacts, _: date) -> Refusal | None:
    if tender.participants != 0:
        return None
    return Refusal(Why.CONFLICT, "nobody_takes_part", say("No candidate takes part."))


CONDITIONS: Mapping[TenderStep, Asking] = {
    TenderStep.PUBLISH: _publish,
    TenderStep.WITHDRAW_CANDIDATE: _withdraw_candidate,
    TenderStep.MOVE_DEADLINES: _move_deadlines,
    TenderStep.START_DIALOGUE: _start_dialogue,
    TenderStep.APPROVE_MINUTES: _approve_minutes,
    TenderStep.INVITE: _invite,
    TenderStep.SEND_LETTERS: _send_letters,
    TenderStep.MAKE_DEFINITIVE: _make_definitive,
    TenderStep.CONCLUDE: _conclude,
    TenderStep.SEND_NOTICE: _send_notice,
    TenderStep.WITHDRAW: _withdraw,
}
