"""What somebody who wants to get on would do next, so that tries reach the end of a procedure, not only its start."""

from datetime import date

from partnerschapsakte.assessment.rules.acts import why_not_see
from partnerschapsakte.clarifications.rules.facts import Confidentiality
from partnerschapsakte.dialogue.rules.facts import MeetingState, RoundState
from partnerschapsakte.selection.rules import ranking
from partnerschapsakte.tendering.rules import order
from partnerschapsakte.tendering.rules.facts import AwardFacts, RecordState, TenderStage
from partnerschapsakte.tendering.rules.steps import COURSES
from rules.whole.awarding import Awarding
from rules.whole.facts import LOTS, days

WAIT = "wait"
"""What is no act: a day passes."""

QUESTIONS, REQUESTS, ITEMS = 1, 3, 2
"""How many of each come in before somebody goes on."""


def next_act(world: Awarding) -> str:
    """Return the name of the next act."""
    stage = order.furthest(world.tender, world.today, world.today)
    match stage:
        case TenderStage.PREPARATION:
            return _prepare(world)
        case TenderStage.CALL:
            return _call(world)
        case TenderStage.SELECTION:
            return _select(world)
        case TenderStage.DIALOGUE:
            return _talk(world)
        case TenderStage.TENDERING:
            return "invite_to_tender" if world.tender.invited_on is None else WAIT
        case TenderStage.ASSESSMENT:
            return _assess(world)
        case _:
            return _conclude(world)


def waiting_day(world: Awarding) -> date:
    """Return the next day on which something can happen: after a deadline, or after a standstill."""
    tender = world.tender
    known = [tender.requests_due_on, tender.tender_due_on, *(one.signing_from.on - days(1) for one in tender.awards)]
    return min(
        (one + days(1) for one in known if one is not None and one >= world.today), default=world.today + days(7)
    )


def _selects(world: Awarding) -> bool:
    return TenderStage.SELECTION in COURSES[world.tender.procedure].stages


def _prepare(world: Awarding) -> str:
    if world.selection is None and _selects(world):
        return "plan_selection"
    return "publish" if world.plan else "plan_assessment"


def _call(world: Awarding) -> str:
    if len(world.questions) < QUESTIONS:
        return "ask_question"
    waiting = [one for one in world.questions.values() if not (one.is_over or one.left_out)]
    if any(one.confidentiality is Confidentiality.ASKED for one in waiting):
        return "decide_confidentiality"
    if any(not one.answer for one in waiting):
        return "draft_answer"
    if any(one.is_ready for one in waiting):
        return "publish_note"
    return "receive_request" if _selects(world) and len(world.requests) < REQUESTS else WAIT


def _select(world: Awarding) -> str:
    course, requests = COURSES[world.tender.procedure], [one for one in world.requests.values() if one.counts]
    if world.selected is None:
        if any(not one.met for one in requests):
            return "assess_request"
        most = world.tender.maximum_candidates
        if world.selection is not None and ranking.is_needed(world.selection, requests, most):
            if any(not one.scores for one in ranking.suitable(world.selection, requests)):
                return "score_request"
            if ranking.outcome(world.selection, requests, most, world.draws).tied:
                return "draw_selection"
        return "decide_selection"
    if TenderStage.DIALOGUE in course.stages:
        first = world.rounds.get(1)
        if first is None:
            return "announce"
        return "start_dialogue" if first.invited else "invite_round"
    return "invite_to_tender" if TenderStage.TENDERING in course.stages else _decide(world)


def _talk(world: Awarding) -> str:
    states = {one.state for one in world.rounds.values()}
    if RoundState.OPEN in states:
        return _hold(world)
    if RoundState.INVITED in states:
        return "open_round"
    if not world.rounds:
        return "announce"
    return "invite_round" if RoundState.PLANNED in states else "end_dialogue"


def _hold(world: Awarding) -> str:
    number = next(one.number for one in world.rounds.values() if one.state is RoundState.OPEN)
    talks = [one for one in world.meetings.values() if one.round == number]
    if any(one.state is MeetingState.PLANNED for one in talks):
        return "hold_session"
    if waiting := [one.id for one in talks if one.unapproved]:
        if any(one not in world.minutes for one in waiting):
            return "bring_minutes"
        return "approve_minutes"
    if any(one.is_owed and one.round == number for one in world.items.values()):
        return (
            "consent"
            if any(one.is_owed and one.idea_of and not one.consented for one in world.items.values())
            else "deliver_item"
        )
    if not any(one.round == number for one in world.items.values()) and len(world.items) < ITEMS:
        return "tell_item"
    return "close_round" if talks or len(world.meetings) > 4 else "plan_session"


def _assess(world: Awarding) -> str:
    if not world.candidates:
        return "admit"
    if not world.bids:
        return "enter_bid"
    if not world.seats:
        return "seat_assessor"
    if not any(why_not_see(one) is None for one in world.seats):
        return "declare_conflict" if len(world.seats) == 2 else "seat_assessor"
    for seat in world.seats:
        if not (seat.declared or seat.released):
            return "declare_conflict"
    return _score(world)


def _score(world: Awarding) -> str:
    lots = [world.lots.get(one) for one in LOTS]
    if not all(one is not None and one.stage.opened for one in lots):
        return "give_score" if _unscored(world) else "open_scores"
    if not all(one is not None and one.stage.locked for one in lots):
        return "agree_score" if _unagreed(world) else "lock_lot"
    return _decide(world)


def _unscored(world: Awarding) -> bool:
    codes = [one.code for one in world.plan.criteria] if world.plan else []
    closed = [world.lots[one] for one in LOTS if one in world.lots and not world.lots[one].stage.opened]
    places = [place for place, seat in enumerate(world.seats) if why_not_see(seat) is None]
    return any(
        (p, who, code) not in lot.scores for lot in closed for p in places for who in world.bids for code in codes
    )


def _unagreed(world: Awarding) -> bool:
    codes = [one.code for one in world.plan.criteria] if world.plan else []
    return any((who, code) not in world.lots[lot].agreed for lot in LOTS for who in world.bids for code in codes)


def _decide(world: Awarding) -> str:
    lot = next((one for one, told in world.decisions.items() if told.sent is None), None)
    if lot is None:
        return "decide_lot"
    decided = world.decisions[lot]
    if set(decided.winners).difference(decided.characteristics):
        return "describe_winner"
    if set(world.candidates).difference(decided.reasons):
        return "write_reasons"
    return "send_letters"


def _conclude(world: Awarding) -> str:
    if world.tender.record is RecordState.NOT_BEGUN:
        return "begin_record"
    if world.tender.record is RecordState.BEGUN:
        return "fill_item" if world.empty_items else "complete_record"
    told = next(filter(None, (_sign(world, award) for award in world.tender.awards)), None)
    unsent = len(world.decisions) < len(LOTS) or any(one.sent is None for one in world.decisions.values())
    return told or (_decide(world) if unsent else WAIT)


def _sign(world: Awarding, award: AwardFacts) -> str | None:
    """Return what comes next for one lot, or None where all was done."""
    if award.held_because:
        return "judge"
    if world.today < award.signing_from.on:
        return WAIT
    steps = (
        ("make_definitive", award.definitive_on),
        ("conclude", award.contract_concluded_on),
        ("send_notice", award.notice_sent_on),
    )
    return next((act for act, day in steps if day is None), None)
