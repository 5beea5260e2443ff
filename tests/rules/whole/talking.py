"""What can be done while people talk: the dialogue with its rounds, minutes and ledger, and questions with notes."""

from dataclasses import replace
from datetime import date

from partnerschapsakte.clarifications.rules import notes, questions
from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionFacts
from partnerschapsakte.dialogue.rules import announcing, meetings, rounds, telling
from partnerschapsakte.dialogue.rules.facts import (
    AnnouncedRound,
    Announcement,
    ItemFacts,
    MeetingFacts,
    MeetingState,
    RoundFacts,
    RoundState,
    Sharing,
    Side,
)
from partnerschapsakte.dialogue.rules.meetings import MinutesFacts
from partnerschapsakte.dialogue.rules.warnings import why_not_pass
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules import procedure
from rules.whole.calling import Calling
from rules.whole.facts import (
    HOLDER,
    NOTHING,
    OFFICER,
    TOPICS,
    WHY,
    Candidate,
    Minutes,
    chosen,
    contact_of,
    days,
)

NOBODY = Candidate("nobody", "nobody", date.min)
MOST_QUESTIONS, MOST_ITEMS, MOST_MEETINGS = 4, 4, 6


class Talking(Calling):
    """The acts of a dialogue and of clarifications; each returns why not, or None where it was done."""

    def announce(self, day: date, pick: int) -> Refusal | None:
        wanted = Announcement(
            rounds=tuple(
                AnnouncedRound(number=one, topics=TOPICS, starts_on=day, ends_on=day + days(20))
                for one in range(1, 3 if pick % 7 else 2)
            ),
            reduction=pick % 2 == 1,
            reduction_criteria="Wie het best aansluit." if pick % 2 and pick % 5 else "",
        )
        refusal = announcing.why_not_announce(self.dialogue, wanted)
        if refusal is None:
            self.announcement = wanted
            self.rounds = {one.number: RoundFacts(number=one.number) for one in wanted.rounds}
        return refusal

    def invite_round(self, _: date, pick: int) -> Refusal | None:
        number = self._round(pick, RoundState.PLANNED)
        refusal = rounds.why_not_invite(self.dialogue, number, unreached=("Iemand",) if pick % 9 == 0 else ())
        refusal = refusal or why_not_pass(rounds.of_invitation(self.dialogue), WHY if pick % 5 else None)
        if refusal is None:
            self.rounds[number] = replace(self.rounds[number], invited=True)
        return refusal

    def start_dialogue(self, day: date, _: int) -> Refusal | None:
        refusal = procedure.why_not_start_dialogue(self.tender, day, today=self.today)
        if refusal is None:
            self.tender = replace(self.tender, dialogue_started_on=day)
        return refusal

    def open_round(self, day: date, pick: int) -> Refusal | None:
        number = self._round(pick, RoundState.INVITED)
        refusal = rounds.why_not_open(self.dialogue, number, day, today=self.today)
        if refusal is None:
            self.rounds[number] = replace(self.rounds[number], opened_on=day)
        return refusal

    def plan_session(self, day: date, pick: int) -> Refusal | None:
        number, who = self._round(pick, RoundState.OPEN), self._somebody(pick)
        topics = TOPICS if pick % 8 else ("Iets anders",)
        refusal = meetings.why_not_plan(self.dialogue, number, who.id, topics, day)
        if refusal is None and len(self.meetings) < MOST_MEETINGS:
            name = f"session-{len(self.meetings)}"
            talk = MeetingFacts(id=name, round=number, day=day, candidates=(who.id,), topics=topics)
            self.meetings[name] = talk
        return refusal

    def cancel_session(self, _: date, pick: int) -> Refusal | None:
        talk = self._meeting(pick, MeetingState.PLANNED)
        if talk is None:
            return NOTHING
        refusal = meetings.why_not_cancel(self.dialogue, talk)
        if refusal is None:
            self.meetings[talk.id] = replace(talk, state=MeetingState.CANCELLED)
        return refusal

    def hold_session(self, day: date, pick: int) -> Refusal | None:
        talk = self._meeting(pick, MeetingState.PLANNED)
        if talk is None:
            return NOTHING
        refusal = meetings.why_not_hold(self.dialogue, talk) or meetings.why_not_hold_on(self.dialogue, talk, day)
        (who,) = talk.candidates
        admitted = self.candidates[who].admitted_on <= day
        refusal = refusal or procedure.why_not_hold_session(
            self.tender, talk.round, day, candidate_in=admitted and self.candidates[who].is_in, today=self.today
        )
        if refusal is None:
            held = replace(talk, state=MeetingState.HELD, day=day, unapproved=(who,))
            self.meetings[talk.id] = held
        return refusal

    def bring_minutes(self, _: date, pick: int) -> Refusal | None:
        talk = self._meeting(pick, MeetingState.HELD)
        if talk is None:
            return NOTHING
        earlier = self.minutes.get(talk.id, [])
        approved = any(one.is_approved for one in earlier)
        who = talk.candidates[0] if pick % 6 else "nobody"
        refusal = meetings.why_not_bring_minutes(talk, who, approved=approved, empty=pick % 10 == 0)
        if refusal is None:
            self.minutes[talk.id] = [*earlier, Minutes(f"version {len(earlier) + 1}")]
        return refusal

    def approve_minutes(self, _: date, pick: int) -> Refusal | None:
        waiting = [one for one, made in self.minutes.items() if not made[-1].is_approved]
        if not self.minutes:
            return NOTHING
        name, side = chosen(waiting or list(self.minutes), pick), chosen(list(Side), pick // 7)
        version = -1 if pick % 5 else 0
        made = self.minutes[name][version]
        known = MinutesFacts(replaced=made is not self.minutes[name][-1], approved_by=made.approved_by)
        refusal = meetings.why_not_approve(known, side)
        if refusal is None:
            made.approved_by |= {side}
            if made.is_approved:
                self.meetings[name] = replace(self.meetings[name], unapproved=())
        return refusal

    def tell_item(self, day: date, pick: int) -> Refusal | None:
        who, number = self._somebody(pick), self._round(pick, RoundState.OPEN)
        sharing, idea = chosen(list(Sharing), pick), who.id if pick % 3 == 0 else None
        due = day + days(5) if pick % 4 else None
        refusal = telling.why_not_tell(self.dialogue, number, who.id, idea, day, today=self.today)
        refusal = refusal or telling.why_not_classify_as(sharing, WHY if pick % 7 else "", due)
        if refusal is None and len(self.items) < MOST_ITEMS:
            name = f"item-{len(self.items)}"
            self.items[name] = ItemFacts(
                id=name, round=number, candidate=who.id, sharing=sharing, deliver_by=due, idea_of=idea
            )
        return refusal

    def classify_item(self, day: date, pick: int) -> Refusal | None:
        if not self.items:
            return NOTHING
        item, sharing = chosen(list(self.items.values()), pick), chosen(list(Sharing), pick // 3)
        due = day + days(5)
        refusal = telling.why_not_classify(self.dialogue, item) or telling.why_not_classify_as(sharing, WHY, due)
        if refusal is None:
            self.items[item.id] = replace(item, sharing=sharing, deliver_by=due)
        return refusal

    def consent(self, _: date, pick: int) -> Refusal | None:
        if not self.items:
            return NOTHING
        item = chosen(list(self.items.values()), pick)
        refusal = telling.why_not_consent(item, by_participant=pick % 2 == 0, proof="brief" if pick % 3 else "")
        if refusal is None:
            self.items[item.id] = replace(item, consented=True)
        return refusal

    def deliver_item(self, _: date, pick: int) -> Refusal | None:
        if not self.items:
            return NOTHING
        item = chosen([one for one in self.items.values() if one.is_owed] or list(self.items.values()), pick)
        refusal = telling.why_not_deliver(self.dialogue, item, unreached=("Iemand",) if pick % 9 == 0 else ())
        if refusal is None:
            self.items[item.id] = replace(item, delivered=True)
        return refusal

    def close_round(self, day: date, pick: int) -> Refusal | None:
        number = self._round(pick, RoundState.OPEN)
        refusal = rounds.why_not_close(self.dialogue, number, day, today=self.today)
        refusal = refusal or why_not_pass(rounds.of_closing(self.dialogue, number), WHY if pick % 5 else None)
        if refusal is None:
            self.rounds[number] = replace(self.rounds[number], closed_on=day)
            self.frozen[number] = self.document_set(number)
        return refusal

    def reduce(self, _: date, pick: int) -> Refusal | None:
        number, dropped = self._round(pick, RoundState.CLOSED), [self._somebody(pick).id]
        refusal = rounds.why_not_reduce(self.dialogue, number, dropped)
        refusal = refusal or why_not_pass(rounds.of_reduction(self.dialogue, dropped), WHY if pick % 5 else None)
        if refusal is None:
            self.candidates[dropped[0]].left_out = True
        return refusal

    def end_dialogue(self, day: date, pick: int) -> Refusal | None:
        last = max(self.held_days, default=None)
        refusal = rounds.why_not_end(self.dialogue, unreached=("Iemand",) if pick % 9 == 0 else ())
        refusal = refusal or why_not_pass(rounds.of_end(self.dialogue, WHY), WHY if pick % 5 else None)
        refusal = refusal or procedure.why_not_close_dialogue(self.tender, day, last_session_on=last, today=self.today)
        if refusal is None:
            self.tender = replace(self.tender, dialogue_closed_on=day)
        return refusal

    def ask_question(self, day: date, pick: int) -> Refusal | None:
        who, number = self._somebody(pick), len(self.questions)
        actor, by_room = (contact_of(who.party), True) if pick % 3 else (OFFICER, False)
        asked_on = self.today if by_room else day
        refusal = questions.why_not_come_in(actor) or questions.why_not_tell_who(actor, told=pick % 7 == 0)
        refusal = refusal or questions.why_not_ask(actor, self.tender, asked_on, today=self.today)
        if refusal is None and number < MOST_QUESTIONS:
            asked = Confidentiality.ASKED if pick % 4 == 0 else Confidentiality.NOT_ASKED
            self.questions[f"question-{number}"] = QuestionFacts(
                id=f"question-{number}",
                asked_on=asked_on,
                party_id=who.party,
                asker=f"Stichting {who.party}",
                text=f"Mag {who.party} dit?" if pick % 5 == 0 else "Mag dit?",
                confidentiality=asked,
            )
        return refusal

    def draft_answer(self, _: date, pick: int) -> Refusal | None:
        return self._work(pick, questions.why_not_draft, answer="Ja, dat mag.")

    def decide_confidentiality(self, _: date, pick: int) -> Refusal | None:
        granted = Confidentiality.GRANTED if pick % 2 else Confidentiality.REFUSED
        return self._work(pick, questions.why_not_decide, confidentiality=granted)

    def answer_alone(self, _: date, pick: int) -> Refusal | None:
        return self._work(pick, questions.why_not_answer_alone, answered_alone=True)

    def leave_out(self, _: date, pick: int) -> Refusal | None:
        return self._work(pick, questions.why_not_leave_out, left_out=True)

    def take_back(self, _: date, pick: int) -> Refusal | None:
        return self._work(pick, questions.why_not_take_back, left_out=False)

    def withdraw_question(self, _: date, pick: int) -> Refusal | None:
        return self._work(pick, questions.why_not_withdraw, withdrawn=True)

    def publish_note(self, _: date, pick: int) -> Refusal | None:
        ready = [one for one in self.questions.values() if one.is_ready]
        chosen_ones = ready if pick % 3 else list(self.questions.values())[:1]
        actor, because = (HOLDER, WHY) if pick % 4 == 0 else (OFFICER, WHY if pick % 5 == 0 else None)
        mandated = procedure.may_override_standstill(actor, ("authority",))
        refusal = notes.why_not_publish_now(
            actor, self.tender, late_because=because, may_override=mandated, today=self.today
        )
        named = WHY if pick % 2 else None
        refusal = refusal or notes.why_not_publish(chosen_ones, notes.findings(chosen_ones), named_because=named)
        if refusal is None:
            told = tuple("" if named else one.text for one in chosen_ones)
            overridden = bool(because) and mandated
            self.notes.append((self.today, notes.deadline_of(self.tender, self.today), overridden, told))
            for one in chosen_ones:
                self.questions[one.id] = replace(one, published=True)
        return refusal

    def _work(self, pick: int, rule: object, **changes: object) -> Refusal | None:
        if not self.questions:
            return NOTHING
        question = chosen(list(self.questions.values()), pick // 3)
        actor = OFFICER if pick % 6 else contact_of("party-else")
        refusal: Refusal | None = rule(actor, question)  # pyright: ignore[reportCallIssue] - one of the questions' rules
        if refusal is None:
            self.questions[question.id] = replace(question, **changes)  # pyright: ignore[reportArgumentType] - named above
        return refusal

    def _round(self, pick: int, wanted: RoundState) -> int:
        """Return a round in this state, or now and then another."""
        fit = [one.number for one in self.rounds.values() if one.state is wanted]
        return chosen(fit, pick) if fit and pick % 6 else 1 + pick % 3

    def _meeting(self, pick: int, wanted: MeetingState) -> MeetingFacts | None:
        """Return a session in this state, or now and then another."""
        fit = [one for one in self.meetings.values() if one.state is wanted]
        if wanted is MeetingState.HELD:
            fit = [one for one in fit if one.unapproved] or fit
        known = fit if fit and pick % 6 else list(self.meetings.values())
        return chosen(known, pick) if known else None

    def _somebody(self, pick: int) -> Candidate:
        """Return a candidate that is in, or now and then another, or nobody."""
        known = self.here if pick % 6 else list(self.candidates.values())
        return chosen(known, pick) if known else NOBODY
