"""What must hold of a procedure after every act, told without the rules that let the act pass."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from partnerschapsakte.clarifications.rules import questions
from partnerschapsakte.clarifications.rules.facts import QuestionState
from partnerschapsakte.dialogue.rules.facts import RoundState, Sharing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules.facts import RecordState
from rules.whole.awarding import Awarding
from rules.whole.facts import Facts, contact_of, days

STANDSTILL = days(20)
ANSWERED_BEFORE = days(10)
RECTIFIES = frozenset({"rectify_selection", "rectify_assessment"})
ENDED = frozenset(
    {"move_deadlines", "admit", "start_dialogue", "announce", "invite_round", "open_round", "hold_session"}
    | {"close_round", "reduce", "end_dialogue", "ask_question", "publish_note", "invite_to_tender", "give_score"}
    | {"agree_score", "lock_lot", "make_definitive", "conclude", "decide_selection", "receive_request", "publish"}
    | RECTIFIES
)
"""What nobody does any more once a tender was withdrawn."""


def state_of(facts: Facts) -> dict[str, Any]:
    """Return all that is known, so that it stays as it is now."""
    known = dict(vars(facts))
    for name in ("log", "today", "last"):
        known.pop(name, None)
    known["candidates"] = {one: replace(told) for one, told in facts.candidates.items()}
    known["minutes"] = {name: [replace(one) for one in told] for name, told in facts.minutes.items()}
    known["lots"] = {
        code: replace(one, scores=dict(one.scores), agreed=dict(one.agreed))
        for code, one in facts.lots.items()
        if one.stage.opened or one.scores or one.agreed
    }
    known["decisions"] = {
        lot: replace(one, characteristics=dict(one.characteristics), reasons=dict(one.reasons))
        for lot, one in facts.decisions.items()
    }
    for name in ("requests", "rounds", "meetings", "items", "frozen", "questions", "bids", "cases", "told"):
        known[name] = known[name].copy()
    for name in ("draws", "notes", "seats"):
        known[name] = list(known[name])
    return known


class Procedure(Awarding):
    """A procedure in which each act is followed by a look at all that must hold; ``last`` is how it stood then."""

    last: dict[str, Any] | None = None

    def do(self, act: str, day: Any, pick: int) -> Refusal | None:
        """Do an act, or find out why not; what is refused changes nothing, and what is done keeps everything."""
        before = self.last or state_of(self)
        refusal: Refusal | None = getattr(self, act)(day, pick)
        self.last = after = state_of(self)
        if refusal is not None:
            assert after == before, f"{act} was refused by {refusal.code} and changed something all the same"
            return refusal
        self.log.append(act)
        self.keeps_order()
        self.keeps_frozen(act, before)
        self.keeps_apart()
        self.signs_late_enough()
        if before["tender"].withdrawn_on is not None:
            assert act not in ENDED, f"{act} after the tender was withdrawn"
        return None

    def keeps_order(self) -> None:
        """No step before the one that it follows (rules 1, 14, 16 and 21)."""
        tender, held = self.tender, self.held_days
        started, closed = tender.dialogue_started_on, tender.dialogue_closed_on
        assert all(day <= self.today for day in self._days()), "something happened in the future"
        for before, after in (
            (tender.published_on, tender.requests_due_on),
            (tender.published_on, started),
            (tender.requests_due_on, started),
            (started, min(held, default=None)),
            (started, closed),
            (max(held, default=None), closed),
            (closed, tender.invited_on),
            (tender.invited_on, tender.tender_due_on),
        ):
            assert before is None or after is None or before <= after, f"{before} does not go before {after}"
        if started is None:
            assert not held, "a talk before the dialogue"
            assert closed is None
        for one in self.candidates.values():
            assert tender.published_on is not None, "admitted before the call"
            assert one.admitted_on >= tender.published_on
        for award in tender.awards:
            assert closed or not started, "letters while the dialogue was open"
            for day in (tender.published_on, closed, tender.tender_due_on):
                assert day is None or day <= award.letter_sent_on, "letters before what they follow"
            if award.notice_sent_on is not None:
                known = [one for one in (award.definitive_on, award.contract_concluded_on) if one is not None]
                assert known, "an award notice without an award"
                assert min(known) <= award.notice_sent_on
        if any(one.opened_on for one in self.rounds.values()):
            assert self.announcement is not None, "a round that was not announced"
        assert [one.number for one in self.rounds.values() if one.state is not RoundState.PLANNED] in ([], [1], [1, 2])

    def keeps_frozen(self, act: str, before: dict[str, Any]) -> None:
        """What stands, stands: the announcement, the plans, the set of a round, a locked lot, a letter (rule 12)."""
        was = before["tender"]
        if was.published_on is not None:
            assert self.tender.published_on == was.published_on
            changed = (self.selection, self.plan) != (before["selection"], before["plan"])
            assert not changed or act in RECTIFIES, f"{act} changed a plan that was published"
            assert (self.tender.lots, self.tender.topics) == (was.lots, was.topics)
        if was.dialogue_started_on is not None or any(one.invited for one in before["rounds"].values()):
            assert self.announcement == before["announcement"], "the announcement of the dialogue changed"
        self._keeps_papers(before)

    def _keeps_papers(self, before: dict[str, Any]) -> None:
        """The set of a round, minutes, a locked lot, letters, answers and a selection stand too."""
        for number, documents in before["frozen"].items():
            assert self.frozen[number] == documents == self.document_set(number), "the set of a closed round changed"
        for name, told in before["minutes"].items():
            if told[-1].is_approved:
                assert self.minutes[name][-1] == told[-1], "minutes changed that both approved"
        self._keeps_outcomes(before)

    def _keeps_outcomes(self, before: dict[str, Any]) -> None:
        for code, lot in before["lots"].items():
            if lot.stage.opened:
                assert self.lots[code].scores == lot.scores, "an individual score changed after all were opened"
            if lot.stage.locked:
                assert self.lots[code] == lot, "a locked lot changed"
                assert self.outcome_of(code) == lot.result, "a locked lot comes to something else"
        for lot, decided in before["decisions"].items():
            if decided.sent is not None:
                assert self.decisions[lot] == decided, "letters changed after they were sent"
        for name, question in before["questions"].items():
            if question.state in {QuestionState.PUBLISHED, QuestionState.ANSWERED_ALONE}:
                assert self.questions[name] == question, "a question changed after it was answered"
        self._keeps_selection(before)

    def _keeps_selection(self, before: dict[str, Any]) -> None:
        if before["selected"] is not None:
            assert self.selected == before["selected"]
            assert before["requests"].items() <= self.requests.items(), "a request changed after it was decided on"
            assert all(self.requests[one].late for one in self.requests.keys() - before["requests"].keys())
        assert self.notes[: len(before["notes"])] == before["notes"]

    def keeps_apart(self) -> None:
        """Nobody's data in what another sees (rules 8, 9 and 19)."""
        for item in self.items.values():
            if item.delivered:
                assert item.sharing is Sharing.FOR_ALL, "a confidential item went to all"
                assert item.idea_of is None or item.consented, "an idea of one went to all without its consent"
        parties = {one.party for one in self.candidates.values()}
        for question in self.questions.values():
            readers = {one for one in parties if questions.may_read(contact_of(one), question.party_id)}
            assert readers <= {question.party_id}, "a candidate reads who asked something else"
            if question.answered_alone:
                assert question.confidentiality.value == "granted", "answered to one alone without a ground"
        for day, deadline, overridden, told in self.notes[-1:]:
            assert overridden or deadline is None or day <= deadline - ANSWERED_BEFORE, "answers within ten days"
            for party in parties:
                assert all(f"Stichting {party}" not in one for one in told), "a note names who asked"

    def signs_late_enough(self) -> None:
        """No contract before the standstill, against a court, or with a record that is not complete (35, 37, 38)."""
        for award in self.tender.awards:
            free = award.letter_sent_on + STANDSTILL
            assert award.definitive_on is None or award.definitive_on > free, "definitive within the standstill"
            case = self.cases.get(award.lot)
            if case is not None and award.contract_concluded_on is not None:
                assert case.judged_on is not None, "signed while a court looks"
                assert award.contract_concluded_on > case.judged_on, "signed before the judgment"
        if self.log[-1] == "conclude":
            assert self.tender.record is RecordState.COMPLETE, "signed without a complete record"

    def _days(self) -> Iterator[date]:
        """Give every day on which something happened."""
        tender = self.tender
        known = [tender.published_on, tender.dialogue_started_on, tender.dialogue_closed_on, tender.invited_on]
        for one in self.candidates.values():
            known += [one.admitted_on, one.withdrawn_on]
        for one in tender.awards:
            known += [one.letter_sent_on, one.definitive_on, one.contract_concluded_on, one.notice_sent_on]
        known += [tender.withdrawn_on, *self.held_days, *(one.decided_on for one in self.decisions.values())]
        for one in self.rounds.values():
            known += [one.opened_on, one.closed_on]
        yield from (one for one in known if one is not None)


ACTS = tuple(
    sorted(
        name
        for name in dir(Awarding)
        if not name.startswith("_") and name not in set(dir(Facts)) and name not in {"outcome_of", "empty_items"}
    )
)
"""Every act there is."""
