"""What can be done with tenders: invite, assess each alone and together, decide, tell, contest, sign and notify."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from partnerschapsakte.assessment.rules import acts
from partnerschapsakte.assessment.rules.acts import LotStage, SeatFacts
from partnerschapsakte.assessment.rules.allocation import Limits as LotLimits
from partnerschapsakte.assessment.rules.allocation import LotResult, assess
from partnerschapsakte.assessment.rules.arithmetic import Entry
from partnerschapsakte.assessment.rules.plan import Criterion
from partnerschapsakte.awarding.rules import contesting, deciding, recording
from partnerschapsakte.awarding.rules.facts import Addressed, Case, LotDecision, RecordItem, Told, Winning
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules import holding, procedure
from partnerschapsakte.tendering.rules.facts import AwardFacts, RecordState
from rules.whole.facts import (
    ASSESSORS,
    HOLDER,
    LOTS,
    NOTHING,
    OFFICER,
    WHY,
    Assessment,
    Award,
    chosen,
    days,
)
from rules.whole.talking import Talking


class Awarding(Talking):
    """The acts from the invitation to tender on; each returns why not, or None where it was done."""

    def invite_to_tender(self, day: date, pick: int) -> Refusal | None:
        due = day + days(30 if pick % 6 else 0)
        there = sum(one.admitted_on <= day for one in self.here)
        refusal = procedure.why_not_invite(self.tender, day, due, participants=there, today=self.today)
        if refusal is None:
            self.tender = replace(self.tender, invited_on=day, tender_due_on=due)
        return refusal

    def enter_bid(self, _: date, pick: int) -> Refusal | None:
        if not self.here:
            return NOTHING
        who = chosen([one for one in self.here if one.id not in self.bids] or self.here, pick)
        refusal = self._why_not_assess()
        for lot in LOTS:
            refusal = refusal or acts.why_not_change_lot(self._lot(lot).stage)
        if refusal is None:
            self.bids.add(who.id)
        return refusal

    def seat_assessor(self, _: date, pick: int) -> Refusal | None:
        refusal = acts.why_not_seat(
            OFFICER if pick % 5 else ASSESSORS[0],
            has_account=True,
            label="",
            companion=False,
            roles=ASSESSORS[0].roles if pick % 7 else (),
            known=True,
        )
        if refusal is None and len(self.seats) < len(ASSESSORS):
            self.seats.append(SeatFacts(voice=ASSESSORS[len(self.seats)].id))
        return refusal

    def declare_conflict(self, _: date, pick: int) -> Refusal | None:
        place, seat = self._seat(pick)
        if seat is None:
            return NOTHING
        has_conflict = pick % 4 == 0
        said = WHY if pick % 3 else ""
        speaker = ASSESSORS[place] if pick % 5 else OFFICER
        refusal = acts.why_not_declare(speaker, seat, has_conflict=has_conflict, explanation=said)
        if refusal is None:
            self.seats[place] = replace(seat, declared=True, has_conflict=has_conflict)
        return refusal

    def judge_conflict(self, _: date, pick: int) -> Refusal | None:
        place, seat = self._seat(pick)
        if seat is None:
            return NOTHING
        refusal = acts.why_not_judge_conflict(OFFICER, seat)
        if refusal is None:
            self.seats[place] = replace(seat, may_assess=pick % 2 == 0)
        return refusal

    def release_assessor(self, _: date, pick: int) -> Refusal | None:
        place, seat = self._seat(pick)
        if seat is None or pick % 4:
            return NOTHING
        refusal = acts.why_not_release(OFFICER, seat)
        if refusal is None:
            self.seats[place] = replace(seat, released=True)
        return refusal

    def give_score(self, _: date, pick: int) -> Refusal | None:
        place, seat = self._seat(pick)
        code = chosen(self._open_lots() or LOTS, pick // 2)
        if seat is None or not self.bids:
            return NOTHING
        lot, criterion = self._lot(code), self._criterion(pick)
        missing = [
            (who, one)
            for who in sorted(self.bids)
            for one in self._criteria()
            if (place, who, one.code) not in lot.scores
        ]
        who, criterion = chosen(missing, pick) if missing and pick % 6 else (chosen(sorted(self.bids), pick), criterion)
        score, reason = Decimal(pick % 12 if pick % 7 == 0 else pick % 11), WHY if pick % 8 else ""
        speaker = ASSESSORS[place] if pick % 9 else ASSESSORS[1 - place]
        refusal = acts.why_not_score(speaker, seat, lot.stage, criterion, score, reason) or self._why_not_assess()
        if refusal is None and criterion is not None:
            assert seat.declared, "scored before declaring to have no conflict"
            assert seat.may_assess or not seat.has_conflict, "scored with a conflict that nobody passed"
            lot.scores[place, who, criterion.code] = score
        return refusal

    def open_scores(self, _: date, pick: int) -> Refusal | None:
        lot = self._lot(chosen(self._open_lots() or LOTS, pick))
        at_work = [place for place, seat in enumerate(self.seats) if acts.why_not_see(seat) is None]
        codes = [one.code for one in self._criteria()]
        absent = sum((place, who, code) not in lot.scores for place in at_work for who in self.bids for code in codes)
        unscored = codes if not at_work else ()
        refusal = self._why_not_assess() or acts.why_not_open(OFFICER, lot.stage, absent=absent, unscored=unscored)
        if refusal is None:
            lot.stage = LotStage(opened=True)
        return refusal

    def agree_score(self, _: date, pick: int) -> Refusal | None:
        lot = self._lot(chosen([one for one in LOTS if self._lot(one).stage.opened] or LOTS, pick))
        waiting = [(who, one) for who in self.bids for one in self._criteria() if (who, one.code) not in lot.agreed]
        if not self.bids:
            return NOTHING
        who, criterion = chosen(sorted(waiting, key=str), pick) if waiting else (min(self.bids), self._criterion(pick))
        score, reason = Decimal(pick % 11), WHY if pick % 8 else ""
        refusal = self._why_not_assess() or acts.why_not_agree(OFFICER, lot.stage, criterion, score, reason)
        if refusal is None and criterion is not None:
            lot.agreed[who, criterion.code] = score
        return refusal

    def lock_lot(self, _: date, pick: int) -> Refusal | None:
        code = chosen([one for one in LOTS if self._lot(one).stage.opened] or LOTS, pick)
        lot = self._lot(code)
        codes = [one.code for one in self._criteria()]
        absent = sum((who, one) not in lot.agreed for who in self.bids for one in codes)
        refusal = self._why_not_assess() or acts.why_not_lock(OFFICER, lot.stage, absent=absent, to_draw=())
        if refusal is None:
            lot.stage, lot.result = LotStage(opened=True, locked=True), self.outcome_of(code)
        return refusal

    def decide_lot(self, day: date, pick: int) -> Refusal | None:
        lot = chosen([one for one in LOTS if one not in self.decisions] or LOTS, pick)
        outcome = LotDecision.AWARD if pick % 5 else chosen(list(LotDecision), pick)
        everybody = list(self.candidates.values())
        won = [chosen(everybody, pick)] if everybody and (outcome is LotDecision.AWARD or pick % 3 == 0) else []
        refusal = deciding.why_not_decide(
            self.tender,
            lot,
            outcome,
            day,
            winners=len(won),
            all_in=all(one.withdrawn_on is None for one in won),
            known=lot in self.decisions,
            today=self.today,
        )
        if refusal is None:
            self.decisions[lot] = Award(outcome, day, tuple(one.id for one in won))
        return refusal

    def describe_winner(self, _: date, pick: int) -> Refusal | None:
        lot = chosen(list(self.decisions) or LOTS, pick)
        decided = self.decisions.get(lot)
        refusal = deciding.why_not_prepare(decided=decided is not None, sent=bool(decided and decided.sent), lot=lot)
        if refusal is None and decided is not None:
            decided.characteristics |= dict.fromkeys(decided.winners, f"Een team. {pick}")
        return refusal

    def write_reasons(self, _: date, pick: int) -> Refusal | None:
        lot = chosen(list(self.decisions) or LOTS, pick)
        decided = self.decisions.get(lot)
        refusal = deciding.why_not_prepare(decided=decided is not None, sent=bool(decided and decided.sent), lot=lot)
        if refusal is None and decided is not None:
            named = list(self.candidates) if pick % 4 else list(self.candidates)[:1]
            decided.reasons |= dict.fromkeys(named, f"Uw plan. {pick}")
        return refusal

    def send_letters(self, day: date, pick: int) -> Refusal | None:
        lot = chosen([one for one, told in self.decisions.items() if not told.sent] or LOTS, pick)
        decided = self.decisions.get(lot)
        refusal = deciding.why_not_prepare(decided=decided is not None, sent=bool(decided and decided.sent), lot=lot)
        if refusal or decided is None:
            return refusal
        won = [
            Winning(candidate=o, name=o, characteristics=decided.characteristics.get(o, "")) for o in decided.winners
        ]
        to = [
            Addressed(
                candidate=o, name=o, wins=o in decided.winners, reasons=decided.reasons.get(o, ""), reads_here=True
            )
            for o, candidate in self.candidates.items()
            if candidate.withdrawn_on is None or o in decided.winners
        ]
        sent_on = self.today if pick % 3 else day
        where = "De rechtbank." if pick % 7 else ""
        refusal = deciding.why_not_send(won, to, objections_to=where, sent_on=sent_on, today=self.today)
        awards = decided.outcome is LotDecision.AWARD
        if refusal is None and awards:
            refusal = procedure.why_not_send_letter(
                self.tender,
                lot,
                decided.decided_on,
                sent_on,
                all_in=all(self.candidates[one].withdrawn_on is None for one in decided.winners),
                today=self.today,
            )
        if refusal is None:
            decided.sent = {one.candidate: one.reasons for one in to} | decided.characteristics
            if awards:
                told = AwardFacts(lot=lot, letter_sent_on=sent_on, standstill_days=self.tender.standstill_days)
                self.tender = replace(self.tender, awards=(*self.tender.awards, told))
        return refusal

    def make_definitive(self, day: date, pick: int) -> Refusal | None:
        award = self._award(pick)
        if award is None:
            return NOTHING
        refusal = procedure.why_not_go_on(self.tender) or procedure.why_not_definitive(award, day, today=self.today)
        return refusal or self._change(award, definitive_on=day)

    def conclude(self, day: date, pick: int) -> Refusal | None:
        award = self._award(pick)
        if award is None:
            return NOTHING
        actor, because = (HOLDER, WHY) if pick % 6 == 0 else (OFFICER, WHY if pick % 5 == 0 else None)
        mandated = procedure.may_override_standstill(actor, ("authority",))
        refusal = procedure.why_not_go_on(self.tender) or procedure.why_not_conclude(
            award, day, early_because=because, may_override=mandated, today=self.today
        )
        refusal = refusal or holding.why_not_without_record(self.tender)
        if refusal is None:
            early = day < award.letter_sent_on + days(award.standstill_days + 1)
            assert not early or (mandated and because), "signed within the standstill without a mandate"
        return refusal or self._change(award, contract_concluded_on=day)

    def send_notice(self, day: date, pick: int) -> Refusal | None:
        award = self._award(pick)
        if award is None:
            return NOTHING
        refusal = procedure.why_not_notify(award, day, today=self.today)
        return refusal or self._change(award, notice_sent_on=day)

    def go_to_court(self, day: date, pick: int) -> Refusal | None:
        award = self._award(pick)
        if award is None or award.lot in self.cases:
            return NOTHING
        refusal = contesting.why_not_register(award, day, today=self.today)
        if refusal is None:
            self.cases[award.lot] = Case(served_on=day)
        return refusal or self._change(award, held_because="De rechtbank kijkt.")

    def judge(self, day: date, pick: int) -> Refusal | None:
        if not self.cases:
            return NOTHING
        lot = chosen(list(self.cases), pick)
        award, case = self.award(lot), self.cases[lot]
        refusal = contesting.why_not_judge(case, day, today=self.today)
        if refusal is None and award is not None:
            self.cases[lot] = replace(case, judged_on=day)
            self._change(award, held_because="", judged_on=day)
        return refusal

    def begin_record(self, _: date, __: int) -> Refusal | None:
        refusal = recording.why_not_begin(self.tender.record)
        if refusal is None:
            self.tender = replace(self.tender, record=RecordState.BEGUN)
        return refusal

    def fill_item(self, _: date, pick: int) -> Refusal | None:
        """Fill an item; now and then several at once, for there are fourteen."""
        state, sas = self.tender.record, self.tender.procedure.is_sas
        for item in self.empty_items if pick % 2 else [chosen(list(RecordItem), pick)]:
            applies = pick % 3 > 0
            refusal = recording.why_not_fill(state, item, says=applies, not_applicable=not applies, sas=sas)
            if refusal is not None:
                return refusal
            self.told[item.value] = Told(item=item, text=WHY if applies else "", not_applicable=not applies)
            if self.tender.record is RecordState.COMPLETE:
                self.tender = replace(self.tender, record=RecordState.BEGUN)
        return None

    def complete_record(self, _: date, __: int) -> Refusal | None:
        sas = self.tender.procedure.is_sas
        known = [
            self.told.get(one.value) or Told(item=one, not_applicable=sas and one.value in "ijk") for one in RecordItem
        ]
        refusal = recording.why_not_complete(self.tender.record, known)
        if refusal is None:
            self.tender = replace(self.tender, record=RecordState.COMPLETE)
        return refusal

    @property
    def empty_items(self) -> list[RecordItem]:
        """The items of the record that say nothing yet and could."""
        never = "ijk" if self.tender.procedure.is_sas else ""
        return [one for one in RecordItem if one.value not in self.told and one.value not in never]

    def outcome_of(self, lot: str) -> LotResult | None:
        """Compute what a lot comes to, from its consensus scores."""
        if self.plan is None:
            return None
        scores = {who: Entry(scores=self._agreed_of(lot, who)) for who in sorted(self.bids)}
        return assess(self.plan, [LotLimits(code=lot, least=1, most=4)], {lot: scores})[0]

    def _agreed_of(self, lot: str, who: str) -> dict[str, Decimal]:
        return {code: score for (one, code), score in self._lot(lot).agreed.items() if one == who}

    def _why_not_assess(self) -> Refusal | None:
        return acts.why_not_assess(self.tender, is_planned=self.plan is not None, today=self.today)

    def _lot(self, code: str) -> Assessment:
        return self.lots.get(code) or self.lots.setdefault(code, Assessment())

    def _open_lots(self) -> list[str]:
        return [one for one in LOTS if not self._lot(one).stage.opened]

    def _criteria(self) -> tuple[Criterion, ...]:
        return self.plan.scored(LOTS[0]) if self.plan is not None else ()

    def _criterion(self, pick: int) -> Criterion | None:
        known = self._criteria()
        return chosen(known, pick) if known and pick % 10 else None

    def _seat(self, pick: int) -> tuple[int, SeatFacts | None]:
        if not self.seats:
            return 0, None
        place = pick % len(self.seats)
        return place, self.seats[place]

    def _award(self, pick: int) -> AwardFacts | None:
        awards = self.tender.awards
        return chosen(awards, pick) if awards else None

    def _change(self, award: AwardFacts, **changes: object) -> None:
        changed = replace(award, **changes)  # pyright: ignore[reportArgumentType] - named by its callers
        self.tender = replace(
            self.tender, awards=tuple(changed if one.lot == award.lot else one for one in self.tender.awards)
        )
