"""What may happen in a tender and why not: each act by its own conditions, and by the order of the procedure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from partnerschapsakte.dates import deadlines
from partnerschapsakte.dossiers.rules import why_not_in_future
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import AwardFacts, ConsortiumRole, MinutesState, TenderFacts
from partnerschapsakte.tendering.rules.holding import why_not_held, within_standstill
from partnerschapsakte.tendering.rules.order import why_not_now
from partnerschapsakte.tendering.rules.steps import TenderStep

TOO_EARLY = say("what it follows had not happened yet")


@dataclass(frozen=True, slots=True)
class Seat:
    """A party in a candidate."""

    party: str
    role: ConsortiumRole


def why_not_go_on(tender: TenderFacts) -> Refusal | None:
    """Say why nothing can happen in this tender any more, or None if it can."""
    if tender.withdrawn_on is None:
        return None
    return _conflict("tender_withdrawn", say("This tender was withdrawn on {day}.", day=tender.withdrawn_on))


def why_not_happened(
    day: date, today: date, *, after: date | None = None, what: Sentence = TOO_EARLY
) -> Refusal | None:
    """Say why something cannot have happened on this day: not in the future, and not before what it follows."""
    if refusal := why_not_in_future(day, today):
        return refusal
    if after is not None and day < after:
        message = say("{day} lies before {after}: {what}.", day=day, after=after, what=what)
        return Refusal(Why.INVALID, "order_of_days", message)
    return None


def why_not_plan(tender: TenderFacts, contracts: Sequence[tuple[str, int | None, int | None]]) -> Refusal | None:
    """Say why this plan contradicts itself; ``contracts`` are code, least and most per lot."""
    if len(set(tender.lots)) != len(tender.lots):
        return Refusal(Why.INVALID, "lot_twice", say("Two lots have the same number."))
    for lot, least, most in contracts:
        if least is not None and most is not None and least > most:
            message = say("{lot}: the least number of contracts is above the most.", lot=lot)
            return Refusal(Why.INVALID, "contracts_of_lot", message)
    requests, tenders = tender.requests_due_on, tender.tender_due_on
    if requests is not None and tenders is not None and tenders < requests:
        return Refusal(Why.INVALID, "deadlines_reversed", say("Tenders cannot be due before requests to participate."))
    return None


def why_not_publish_again(tender: TenderFacts) -> Refusal | None:
    """Say that the call was published, or None if it was not: what changes later is told to all."""
    if tender.published_on is None:
        return None
    return _conflict("published_already", say("This tender was published on {day}.", day=tender.published_on))


def why_not_publish(tender: TenderFacts, published_on: date, *, today: date) -> Refusal | None:
    """Say why the call cannot have been published on this day, or None if it can."""
    if refusal := why_not_go_on(tender) or why_not_publish_again(tender) or why_not_happened(published_on, today):
        return refusal
    deadlines = [day for day in (tender.requests_due_on, tender.tender_due_on) if day is not None]
    if deadlines and published_on > min(deadlines):
        return Refusal(
            Why.INVALID, "published_after_deadline", say("The call cannot be published after its own deadline.")
        )
    return why_not_now(tender, TenderStep.PUBLISH, published_on)


def why_not_move_deadlines(
    tender: TenderFacts, *, today: date, now: datetime | None = None, after_failure: bool = False
) -> Refusal | None:
    """Say why the deadlines cannot move, or None if they can; a moved deadline goes to all (rule 25).

    One that has passed moves only after a failure that is on record (rule 24): whoever says so has judged that.
    """
    if refusal := why_not_go_on(tender):
        return refusal
    if tender.awards:
        return _conflict("awarded_already", say("The award letters are sent: the deadlines stand."), rule="12")
    due_on, due_at = tender.tender_due_on, tender.tender_due_at
    passed = due_on is not None and (due_on < today or (now is not None and due_at is not None and now > due_at))
    if due_on is not None and passed and not after_failure:
        return _conflict("deadline_passed", say("The deadline of {day} has passed.", day=due_on), rule="24")
    return why_not_now(tender, TenderStep.MOVE_DEADLINES, today)


def why_not_move_to(
    tender: TenderFacts, moved: TenderFacts, *, today: date, now: datetime | None = None, after_failure: bool = False
) -> Refusal | None:
    """Say why the deadlines cannot move to these days, or None if they can.

    A deadline that has passed stays, but after a failure that is on record (rule 24), and once the call is out none
    moves to a day that has passed.
    """
    refusal = why_not_move_deadlines(tender, today=today, now=now, after_failure=after_failure)
    if refusal := refusal or why_not_plan(moved, ()):
        return refusal
    dates = ((tender.requests_due_on, moved.requests_due_on), (tender.tender_due_on, moved.tender_due_on))
    for before, after in dates:
        if before == after or after is None or tender.published_on is None:
            continue
        if before is not None and before < today and not after_failure:
            return _conflict("deadline_passed", say("The deadline of {day} has passed.", day=before), rule="24")
        if after < today:
            message = say("{day} has passed: a deadline moves to a day that is still to come.", day=after)
            return Refusal(Why.INVALID, "deadline_in_past", message, rule="25")
    return None


def why_not_admit(
    tender: TenderFacts,
    seats: Sequence[Seat],
    admitted_on: date,
    *,
    name_taken: bool,
    unknown: Collection[str],
    today: date,
) -> Refusal | None:
    """Say why this candidate cannot be admitted, or None if it can."""
    refusal = why_not_go_on(tender) or why_not_happened(
        admitted_on, today, after=tender.published_on, what=say("the call was not yet published")
    )
    if refusal:
        return refusal
    if name_taken:
        return _conflict("candidate_known", say("There is already a candidate with this name."))
    return why_not_together(seats, unknown) or why_not_now(tender, TenderStep.ADMIT, admitted_on)


def why_not_together(seats: Sequence[Seat], unknown: Collection[str]) -> Refusal | None:
    """Say why these parties cannot be one candidate, or None if they can: registered, each once, with one lead."""
    for party in unknown:
        message = say("{party} is not a registered provider.", party=party)
        return Refusal(Why.INVALID, "party_unknown", message, remedy=say("Register the organisation first."))
    if len({seat.party for seat in seats}) != len(seats):
        return Refusal(Why.INVALID, "party_twice", say("A party is in this candidate twice."))
    leads = sum(seat.role is ConsortiumRole.LEAD for seat in seats)
    if leads != 1:
        message = say("A candidate has exactly one lead; this one has {count}.", count=leads)
        return Refusal(Why.INVALID, "one_lead", message)
    return None


def why_not_withdraw_candidate(
    tender: TenderFacts, withdrawn_on: date, *, admitted_on: date | None, gone_on: date | None, today: date
) -> Refusal | None:
    """Say why a candidate cannot have left on this day, or None if it can."""
    if refusal := why_not_go_on(tender):
        return refusal
    if gone_on is not None:
        return _conflict("candidate_gone", say("This candidate withdrew on {day}.", day=gone_on))
    return why_not_happened(
        withdrawn_on, today, after=admitted_on, what=say("the candidate was not yet admitted")
    ) or why_not_now(tender, TenderStep.WITHDRAW_CANDIDATE, withdrawn_on)


def why_not_start_dialogue(tender: TenderFacts, started_on: date, *, today: date) -> Refusal | None:
    """Say why the dialogue cannot have begun on this day, or None if it can (rules 1 and 14)."""
    if refusal := why_not_go_on(tender):
        return refusal
    if tender.dialogue_started_on is not None:
        return _conflict("dialogue_started", say("The dialogue began on {day}.", day=tender.dialogue_started_on))
    if not tender.topics or tender.dialogue_rounds is None:
        return _conflict(
            "dialogue_not_announced",
            say("The topics and the number of rounds are stated before the dialogue begins."),
            rule="14",
            article="Aw 2.110(3), 2.111(3)",
            remedy=say("Plan the tender with its topics and number of rounds."),
        )
    if tender.participants == 0:
        return _conflict(
            "nobody_admitted",
            say("Nobody is admitted yet: there is no candidate to hold a dialogue with."),
            rule="1",
            article="Aw 2.110(5)",
            remedy=say("Decide the selection first, or record who was admitted."),
        )
    follows = tender.requests_due_on or tender.published_on
    return why_not_happened(
        started_on, today, after=follows, what=say("the requests to participate were not yet due")
    ) or why_not_now(tender, TenderStep.START_DIALOGUE, started_on)


def why_not_hold_session(
    tender: TenderFacts, round_: int, held_on: date, *, candidate_in: bool, today: date
) -> Refusal | None:
    """Say why a conversation cannot have been held, or None if it can: within the dialogue, as announced (rule 21)."""
    refusal = why_not_go_on(tender) or _why_not_in_dialogue(tender, held_on)
    if refusal:
        return refusal
    if refusal := why_not_happened(held_on, today):
        return refusal
    if not candidate_in:
        return _conflict("candidate_not_in", say("This candidate was not admitted, or had withdrawn by that day."))
    if tender.dialogue_rounds is not None and round_ > tender.dialogue_rounds:
        return _conflict(
            "round_not_announced",
            say("{count} rounds were announced; this is round {round}.", count=tender.dialogue_rounds, round=round_),
            rule="14",
            article="Aw 2.110(3)",
        )
    return why_not_now(tender, TenderStep.HOLD_SESSION, held_on)


def _why_not_in_dialogue(tender: TenderFacts, held_on: date) -> Refusal | None:
    started, closed = tender.dialogue_started_on, tender.dialogue_closed_on
    if started is None or held_on < started:
        return _conflict(
            "dialogue_not_open",
            say("On {day} the dialogue had not begun.", day=held_on),
            rule="21",
            article="Aw 2.111(5)",
            remedy=say("Record the first day of the dialogue first."),
        )
    if closed is not None and held_on > closed:
        return _conflict(
            "dialogue_closed",
            say("The dialogue was closed on {day}: after that nobody talks about the tender.", day=closed),
            rule="21",
            article="Aw 2.111(5)",
        )
    return None


def why_not_approve(minutes: MinutesState, held_on: date, approved_on: date, *, today: date) -> Refusal | None:
    """Say why minutes cannot have been approved on this day, or None if they can (rule 18)."""
    if minutes is MinutesState.APPROVED:
        return _conflict("minutes_approved", say("These minutes are already approved."))
    return why_not_happened(approved_on, today, after=held_on, what=say("the conversation was not yet held"))


def why_not_close_dialogue(
    tender: TenderFacts, closed_on: date, *, last_session_on: date | None, today: date
) -> Refusal | None:
    """Say why the dialogue cannot have been closed on this day, or None if it can."""
    if refusal := why_not_go_on(tender):
        return refusal
    if tender.dialogue_started_on is None:
        return _conflict("dialogue_not_open", say("The dialogue has not begun."), rule="21", article="Aw 2.111(5)")
    if tender.dialogue_closed_on is not None:
        return _conflict("dialogue_closed", say("The dialogue was closed on {day}.", day=tender.dialogue_closed_on))
    after = max(day for day in (tender.dialogue_started_on, last_session_on) if day is not None)
    return why_not_happened(closed_on, today, after=after, what=say("a conversation was still held")) or why_not_now(
        tender, TenderStep.CLOSE_DIALOGUE, closed_on
    )


def why_not_invite(
    tender: TenderFacts, invited_on: date, due_on: date, *, participants: int, today: date
) -> Refusal | None:
    """Say why the candidates cannot be invited to tender, or None if they can.

    All who are left at one moment, after the dialogue was closed and they were told (rule 21, Aw 2.111(5)-(6)).
    """
    if refusal := why_not_go_on(tender):
        return refusal
    if tender.invited_on is not None:
        return _conflict("invited_already", say("They were invited on {day}.", day=tender.invited_on))
    if tender.dialogue_started_on is not None and tender.dialogue_closed_on is None:
        return _conflict(
            "dialogue_open",
            say("The dialogue is still open."),
            rule="21",
            article="Aw 2.111(5)",
            remedy=say("Close the dialogue first."),
        )
    if tender.awards:
        return _conflict("awarded_already", say("The award letters are sent: nobody is invited any more."), rule="1")
    if participants == 0:
        return _conflict("nobody_to_invite", say("No candidate is admitted and still in."), rule="21")
    if due_on <= invited_on:
        message = say("Tenders cannot be due on {day}: that is not after the invitation.", day=due_on)
        return Refusal(Why.INVALID, "due_before_invitation", message)
    follows = tender.dialogue_closed_on or tender.requests_due_on
    return why_not_happened(invited_on, today, after=follows) or why_not_now(tender, TenderStep.INVITE, invited_on)


def why_not_send_letter(
    tender: TenderFacts, lot: str, decided_on: date, sent_on: date, *, all_in: bool, today: date
) -> Refusal | None:
    """Say why the award letters of a lot cannot have been sent on this day, or None if they can."""
    if refusal := why_not_go_on(tender):
        return refusal
    if lot not in tender.lots:
        return Refusal(Why.INVALID, "lot_unknown", say("This tender has no lot {lot}.", lot=lot))
    if any(award.lot == lot for award in tender.awards):
        return _conflict("letter_sent", say("The award letters of {lot} were sent before.", lot=lot))
    if tender.dialogue_started_on is not None and tender.dialogue_closed_on is None:
        return _conflict(
            "dialogue_open",
            say("The dialogue is still open."),
            rule="21",
            article="Aw 2.111(5)",
            remedy=say("Close the dialogue first."),
        )
    if not all_in:
        return _conflict("candidate_not_in", say("Only a candidate that was admitted and did not withdraw can win."))
    follows = tender.tender_due_on or tender.dialogue_closed_on or tender.published_on
    return (
        why_not_happened(decided_on, today, after=follows, what=say("the tenders were not yet due"))
        or why_not_happened(sent_on, today, after=decided_on, what=say("the award was not yet decided"))
        or why_not_now(tender, TenderStep.SEND_LETTERS, sent_on)
    )


def why_not_definitive(award: AwardFacts, definitive_on: date, *, today: date) -> Refusal | None:
    """Say why an award cannot have become definitive on this day: not before the standstill has passed (rule 35)."""
    if award.definitive_on is not None:
        return _conflict("definitive_already", say("The award became definitive on {day}.", day=award.definitive_on))
    if refusal := why_not_held(award, definitive_on):
        return refusal
    if definitive_on < award.signing_from.on:
        return within_standstill(award, definitive_on)
    return why_not_happened(definitive_on, today)


def why_not_conclude(
    award: AwardFacts, concluded_on: date, *, early_because: str | None, may_override: bool, today: date
) -> Refusal | None:
    """Say why a contract cannot have been concluded on this day, or None if it can.

    Not before the day after the standstill (rule 35, Aw 2.127(1)), unless a mandate holder says why.
    """
    if award.contract_concluded_on is not None:
        day = award.contract_concluded_on
        return _conflict("concluded_already", say("The contract was concluded on {day}.", day=day))
    if refusal := why_not_held(award, concluded_on):
        return refusal
    if concluded_on < award.signing_from.on and not (early_because and may_override):
        return within_standstill(award, concluded_on)
    return why_not_happened(
        concluded_on, today, after=award.letter_sent_on, what=say("the award letters were not yet sent")
    )


def why_not_notify(award: AwardFacts, sent_on: date, *, today: date) -> Refusal | None:
    """Say why the award notice cannot have been sent on this day, or None if it can (rules 1 and 39)."""
    if award.notice_sent_on is not None:
        return _conflict("notice_sent", say("The award notice was sent on {day}.", day=award.notice_sent_on))
    known = [day for day in (award.definitive_on, award.contract_concluded_on) if day is not None]
    if not known:
        message = say("The award notice follows a definitive award or a contract.")
        return _conflict("not_awarded_yet", message, rule="1", article="Aw 2.39(1)")
    return why_not_happened(sent_on, today, after=min(known), what=say("the award was not yet definitive"))


def why_not_withdraw(tender: TenderFacts, withdrawn_on: date, *, today: date) -> Refusal | None:
    """Say why the tender cannot have been withdrawn on this day, or None if it can."""
    if refusal := why_not_go_on(tender):
        return refusal
    if any(award.contract_concluded_on for award in tender.awards):
        return _conflict("contract_concluded", say("A contract was concluded: this tender cannot be withdrawn."))
    return why_not_happened(
        withdrawn_on, today, after=tender.published_on, what=say("the call was not yet published")
    ) or why_not_now(tender, TenderStep.WITHDRAW, withdrawn_on)


def standstill_last_day(sent_on: date, days: int) -> date:
    """Return the last day of the standstill, as the letters must name it (rules 34 and 35)."""
    return deadlines.standstill(sent_on, days).last_day.on


def may_override_standstill(actor: Actor, authorities: Collection[str]) -> bool:
    """Tell whether this actor holds the mandate of every authority of the dossier (rules 35 and 75)."""
    return bool(authorities) and all(actor.may_decide_for(authority) for authority in authorities)


def _conflict(
    code: str,
    message: Sentence,
    *,
    rule: str | None = None,
    article: str | None = None,
    remedy: Sentence | None = None,
) -> Refusal:
    return Refusal(Why.CONFLICT, code, message, rule=rule, article=article, remedy=remedy)
