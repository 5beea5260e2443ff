"""The extension notice: sent, received, lapsed, or continued anyway.

Rule 46: the notice must be received on or before the last notice day, and the proof is kept (BW 3:37,
Contractstandaard 1.3.3). A proof may be filed later if it shows such a day. Without receipt the option lapses.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.contracts.rules.extension import (
    may_record,
    recording_not_permitted,
    why_not_beyond_base,
)
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import Decided, PointState, Relation, TermInForce
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

SOURCE = "Contractstandaard 1.3.3, BW 3:37"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent(Fact):
    """The notice that an option is used was sent."""

    tag: ClassVar[str] = "contract:notice:sent"

    point: int
    authority_id: str
    provider_id: str
    sent_on: date
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptProven(Fact):
    """The notice was received in time: the term is extended."""

    tag: ClassVar[str] = "contract:notice:received"

    point: int
    authority_id: str
    provider_id: str
    received_on: date
    proof: str
    last_day_after: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLapsed(Fact):
    """The last notice day passed without a proven receipt: the agreement ends on its current last day."""

    tag: ClassVar[str] = "contract:option:lapsed"

    point: int
    authority_id: str
    provider_id: str
    decide_by: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuedAnyway(Fact):
    """A mandate holder went on after a missed notice day; it is a modification that must be tested (48 to 56)."""

    tag: ClassVar[str] = "contract:extension:continued"

    point: int
    authority_id: str
    provider_id: str
    ground: str
    risk: str
    decided_on: date
    decided_by: str
    last_day_after: date


def why_not_send_notice(
    term: TermInForce, point: int, relation: Relation, sent_on: date, *, actor: Actor, today: date
) -> Refusal | None:
    """Say why this notice cannot be recorded as sent, or None if it can."""
    decided = term.decision(relation, point)
    if refusal := _why_not_record(decided, sent_on, actor, today):
        return refusal
    if decided is not None and decided.sent_on is not None:
        return _conflict("notice_already_sent", say("The notice was already sent on {day}.", day=decided.sent_on))
    if decided is not None and sent_on < decided.decided_on:
        return _conflict("notice_before_decision", say("A notice cannot be sent before the decision it announces."))
    if sent_on > term.term.point(point).decide_by.on:
        return _too_late(term, point)
    return None


def why_not_prove_receipt(
    term: TermInForce, point: int, relation: Relation, received_on: date, *, actor: Actor, today: date
) -> Refusal | None:
    """Say why this receipt cannot be recorded, or None if it can."""
    decided = term.decision(relation, point)
    if refusal := _why_not_record(decided, received_on, actor, today):
        return refusal
    if decided is None or decided.sent_on is None:
        return _conflict(
            "notice_not_sent", say("No notice is recorded as sent."), say("First record when it was sent.")
        )
    if decided.received_on is not None:
        return _conflict("receipt_already_proven", say("The receipt of the notice is already proven."))
    if received_on < decided.sent_on:
        return _conflict("receipt_before_notice", say("A notice cannot be received before it was sent."))
    if received_on > term.term.point(point).decide_by.on:
        return _too_late(term, point)
    return None


def why_not_continue_anyway(
    term: TermInForce, point: int, relation: Relation, *, actor: Actor, today: date
) -> Refusal | None:
    """Say why this actor cannot go on after a missed notice day, or None if they can."""
    if not actor.may_decide_for(relation.authority_id):
        return Refusal(
            Why.NOT_PERMITTED,
            "mandate_missing",
            say("Only someone who holds the mandate of this authority can decide for it."),
            rule="75",
            article="mandaat (Awb)",
        )
    if point not in term.numbers or term.state_for(relation, point, today) is not PointState.LAPSED:
        return _conflict("not_lapsed", say("Extension point {number} has not lapsed.", number=point))
    decided = term.decision(relation, point)
    if decided is not None and decided.choice is Choice.LET_LAPSE:
        return _conflict("let_lapse_decided", say("It was decided to let this option lapse."))
    return why_not_beyond_base(term, point, relation)


def send_notice(
    subject: str,
    term: TermInForce,
    point: int,
    relation: Relation,
    sent_on: date,
    channel: str,
    *,
    actor: Actor,
    today: date,
) -> NoticeSent:
    """Record the notice as sent, or raise the Refusal that says why not."""
    if refusal := why_not_send_notice(term, point, relation, sent_on, actor=actor, today=today):
        raise refusal
    return NoticeSent(
        subject=subject,
        point=point,
        authority_id=relation.authority_id,
        provider_id=relation.provider_id,
        sent_on=sent_on,
        channel=channel,
    )


def prove_receipt(
    subject: str,
    term: TermInForce,
    point: int,
    relation: Relation,
    received_on: date,
    proof: str,
    *,
    actor: Actor,
    today: date,
) -> ReceiptProven:
    """Record the receipt, which extends the term, or raise the Refusal that says why not."""
    if refusal := why_not_prove_receipt(term, point, relation, received_on, actor=actor, today=today):
        raise refusal
    return ReceiptProven(
        subject=subject,
        point=point,
        authority_id=relation.authority_id,
        provider_id=relation.provider_id,
        received_on=received_on,
        proof=proof,
        last_day_after=term.term.point(point).last_day_after.on,
    )


def continue_anyway(
    subject: str,
    term: TermInForce,
    point: int,
    relation: Relation,
    ground: str,
    risk: str,
    *,
    actor: Actor,
    today: date,
) -> ContinuedAnyway:
    """Go on after a missed notice day, or raise the Refusal that says why not."""
    if refusal := why_not_continue_anyway(term, point, relation, actor=actor, today=today):
        raise refusal
    return ContinuedAnyway(
        subject=subject,
        point=point,
        authority_id=relation.authority_id,
        provider_id=relation.provider_id,
        ground=ground,
        risk=risk,
        decided_on=today,
        decided_by=actor.name,
        last_day_after=term.term.point(point).last_day_after.on,
    )


def lapsed_options(subject: str, term: TermInForce, today: date) -> tuple[OptionLapsed, ...]:
    """Return the options that have lapsed by this day, one fact for each relation."""
    return tuple(
        OptionLapsed(
            subject=subject,
            point=number,
            authority_id=relation.authority_id,
            provider_id=relation.provider_id,
            decide_by=term.term.point(number).decide_by.on,
            last_day=term.last_day_for(relation, today).on,
        )
        for relation in term.relations
        for number in term.numbers
        if term.state_for(relation, number, today) is PointState.LAPSED
    )


def _why_not_record(decided: Decided | None, day: date, actor: Actor, today: date) -> Refusal | None:
    if not may_record(actor):
        return recording_not_permitted()
    if decided is None or decided.choice is not Choice.EXTEND:
        return _conflict(
            "not_decided",
            say("No decision to extend is recorded at this point."),
            say("First record the decision."),
        )
    if day > today:
        return Refusal(Why.INVALID, "day_in_future", say("{day} has yet to come.", day=day))
    return None


def _too_late(term: TermInForce, point: int) -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "notice_too_late",
        say("Only a notice received on or before {day} extends the term.", day=term.term.point(point).decide_by.on),
        rule="46",
        article=SOURCE,
        remedy=say("A mandate holder can record 'continued anyway' with its ground and risk."),
    )


def _conflict(code: str, message: Sentence, remedy: Sentence | None = None) -> Refusal:
    return Refusal(Why.CONFLICT, code, message, rule="46", article=SOURCE, remedy=remedy)
