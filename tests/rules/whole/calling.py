"""What can be done until candidates are in: the plans, the call, the deadlines, the selection."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from partnerschapsakte.assessment.rules import acts as assessing
from partnerschapsakte.assessment.rules import plan as plans
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.selection.rules import ranking, selecting
from partnerschapsakte.selection.rules.facts import Criterion, Draw, Plan, Request, RequirementKind
from partnerschapsakte.tendering.rules import procedure, value
from partnerschapsakte.tendering.rules.facts import NoticeKind
from rules.whole.facts import LOTS, MOST_REQUESTS, NOTHING, OFFICER, OUTSIDER, WHY, Candidate, Facts, chosen, days, lead

SUITABILITY = {"E1": RequirementKind.SUITABILITY}
HEAVY, LIGHT, WEIGHTLESS = (
    tuple(Criterion(code=code, weight=Decimal(weight), scale=Decimal(10)) for code, weight in weights)
    for weights in ((("C1", 60), ("C2", 40)), (("C1", 60), ("C2", 30)), (("C1", 0), ("C2", 0)))
)
SELECTIONS = (
    Plan(requirements=SUITABILITY, criteria=HEAVY, uea_required=True),
    Plan(requirements=SUITABILITY, criteria=WEIGHTLESS, uea_required=True),
    Plan(requirements=SUITABILITY, criteria=HEAVY),
    Plan(requirements=SUITABILITY, criteria=LIGHT, uea_required=True),
)
"""The last two contradict a rule."""

ONE, TWO, PRICE = (
    plans.Criterion(code="K1", title="Plan", weight=Decimal(100)),
    plans.Criterion(code="K2", title="Team", weight=Decimal(40), minimum=Decimal(4)),
    plans.Criterion(code="P", title="Prijs", weight=Decimal(100), kind=plans.AwardCriterionKind.RELATIVE_PRICE),
)
ASSESSMENTS = (
    plans.Plan(method=plans.ScoringMethod.POINTS, criteria=(ONE,)),
    plans.Plan(method=plans.ScoringMethod.POINTS, criteria=(replace(ONE, weight=Decimal(60)), TWO)),
    plans.Plan(method=plans.ScoringMethod.POINTS, criteria=(PRICE,), relative_because=WHY),
    plans.Plan(method=plans.ScoringMethod.POINTS, criteria=(TWO,)),
)
"""The last two contradict a rule."""


class Calling(Facts):
    """The acts before anybody talks or tenders; each returns why not, or None where it was done."""

    def plan_selection(self, _: date, pick: int) -> Refusal | None:
        wanted = chosen(SELECTIONS, pick)
        refusal = selecting.why_not_keep(chosen((OFFICER, OFFICER, OUTSIDER), pick), self.tender)
        refusal = refusal or selecting.why_not_plan(self.tender) or _why_not_ask(wanted)
        if refusal is None:
            self.selection = wanted
        return refusal

    def rectify_selection(self, _: date, pick: int) -> Refusal | None:
        wanted, decided = chosen(SELECTIONS, pick), self.selected is not None
        refusal = selecting.why_not_keep(OFFICER, self.tender)
        refusal = refusal or selecting.why_not_rectify(self.tender, decided=decided, today=self.today)
        refusal = refusal or _why_not_ask(wanted)
        if refusal is None:
            self.selection, self.rectified = wanted, self.rectified + 1
        return refusal

    def plan_assessment(self, _: date, pick: int) -> Refusal | None:
        wanted = chosen(ASSESSMENTS, pick)
        refusal = assessing.why_not_write_plan(OFFICER, self.tender) or plans.why_not_plan(wanted, LOTS)
        if refusal is None:
            self.plan = wanted
        return refusal

    def rectify_assessment(self, _: date, pick: int) -> Refusal | None:
        wanted = chosen(ASSESSMENTS, pick)
        scored = any(one.scores or one.stage.opened for one in self.lots.values())
        refusal = assessing.why_not_rectify(OFFICER, self.tender, is_scored=scored, today=self.today)
        refusal = refusal or plans.why_not_plan(wanted, LOTS) or assessing.why_not_tell(pick % 3, "")
        if refusal is None:
            self.plan, self.rectified = wanted, self.rectified + 1
        return refusal

    def publish(self, day: date, pick: int) -> Refusal | None:
        notice, worth = chosen((*NoticeKind, NoticeKind.CONTRACT_NOTICE), pick), Decimal(900_000)
        refusal = procedure.why_not_publish(self.tender, day, today=self.today)
        refusal = refusal or value.why_not_notice(worth, notice, day)
        if refusal is None:
            self.tender = replace(self.tender, published_on=day)
        return refusal

    def move_deadlines(self, day: date, pick: int) -> Refusal | None:
        requests, tenders = self.tender.requests_due_on, self.tender.tender_due_on
        moved = replace(
            self.tender,
            requests_due_on=day + days(20) if requests is not None and pick % 2 else requests,
            tender_due_on=day + days(60) if tenders is not None else None,
        )
        refusal = procedure.why_not_move_to(self.tender, moved, today=self.today)
        if refusal is None:
            self.tender = moved
        return refusal

    def receive_request(self, day: date, pick: int) -> Refusal | None:
        if len(self.requests) >= MOST_REQUESTS:
            return NOTHING
        name = f"request-{pick % (MOST_REQUESTS + 1)}"
        refusal = selecting.why_not_keep(OFFICER, self.tender) or selecting.why_not_record(
            self.tender,
            lead(f"party-{name}"),
            day,
            name_taken=name in self.requests,
            unknown=("party",) if pick % 11 == 0 else (),
            decided=self.selected is not None,
            today=self.today,
        )
        if refusal is None:
            self.requests[name] = Request(id=name, name=name, late=selecting.is_late(self.tender, day))
        return refusal

    def withdraw_request(self, _: date, pick: int) -> Refusal | None:
        return self._about_request(pick, withdrawn=True)

    def assess_request(self, _: date, pick: int) -> Refusal | None:
        code = "E1" if pick % 13 else "X"
        refusal = selecting.why_not_assess(self.selection or Plan(), [code])
        return refusal or self._about_request(pick, met={code: pick % 7 != 0})

    def score_request(self, _: date, pick: int) -> Refusal | None:
        waiting = [one for one in self.requests.values() if one.counts and one.met.get("E1") and not one.scores]
        request = chosen(waiting or list(self.requests.values()) or [Request(id="")], pick)
        if not request.id:
            return NOTHING
        plan, codes = self.selection or Plan(), ["C1", "C2"]
        scores = {"C1": Decimal(pick % 12), "C2": Decimal(pick // 12 % 3)}
        refusal = selecting.why_not_judge(request, decided=self.selected is not None) or selecting.why_not_score(
            plan, request, list(self.requests.values()), codes, scores, self.tender.maximum_candidates
        )
        if refusal is None:
            assert _exceeds(self), "scored while there was a place for everybody"
            self.requests[request.id] = replace(request, scores=scores)
        return refusal

    def _about_request(self, pick: int, **changes: object) -> Refusal | None:
        open_ones = [one for one in self.requests.values() if one.counts and not one.met]
        request = chosen(open_ones or list(self.requests.values()) or [Request(id="")], pick)
        if not request.id:
            return NOTHING
        refusal = selecting.why_not_judge(request, decided=self.selected is not None)
        if refusal is None:
            self.requests[request.id] = replace(request, **changes)  # pyright: ignore[reportArgumentType] - named by its callers
        return refusal

    def draw_selection(self, day: date, pick: int) -> Refusal | None:
        plan, requests, most = self.selection or Plan(), list(self.requests.values()), self.tender.maximum_candidates
        equals = [one.id for one in requests if one.counts]
        if not selecting.why_not_rank(plan, requests, most) and all(len(one.scores) for one in requests if one.counts):
            equals = list(ranking.outcome(plan, requests, most, self.draws).tied) or equals
        order = tuple(equals if pick % 2 else reversed(equals))
        drawn = Draw(order=order[: None if pick % 5 else 1], drawn_on=day)
        decided = selecting.why_not_decide_again(decided=self.selected is not None)
        refusal = decided or selecting.why_not_draw(self.selection, requests, most, self.draws, drawn, today=self.today)
        if refusal is None:
            assert _exceeds(self), "drawn while there was a place for everybody"
            self.draws.append(drawn)
        return refusal

    def decide_selection(self, day: date, pick: int) -> Refusal | None:
        requests, most = list(self.requests.values()), self.tender.maximum_candidates
        refusal = selecting.why_not_keep(OFFICER, self.tender)
        refusal = refusal or selecting.why_not_decide_again(decided=self.selected is not None)
        refusal = refusal or selecting.why_not_decide(self.tender, self.selection, requests, self.draws, today=day)
        refusal = refusal or procedure.why_not_happened(day, self.today, after=self.tender.published_on)
        if refusal or self.selection is None:
            return refusal
        outcome = ranking.outcome(self.selection, requests, most, self.draws)
        refusal = selecting.why_not_pass(selecting.findings(outcome), WHY if pick % 4 else None)
        refusal = refusal or next(filter(None, (self._why_not_admit(one, day) for one in outcome.admitted)), None)
        if refusal is None:
            assert outcome.applied is _exceeds(self), "ranked where it was not needed, or not where it was"
            self.selected = outcome
            for one in outcome.admitted:
                self.candidates[one] = Candidate(one, f"party-{one}", day)
        return refusal

    def admit(self, day: date, pick: int) -> Refusal | None:
        name = f"request-{pick % MOST_REQUESTS}"
        refusal = self._why_not_admit(name, day)
        if refusal is None:
            self.candidates[name] = Candidate(name, f"party-{name}", day)
        return refusal

    def _why_not_admit(self, name: str, day: date) -> Refusal | None:
        return procedure.why_not_admit(
            self.tender,
            lead(f"party-{name}"),
            day,
            name_taken=name in self.candidates,
            unknown=(),
            today=self.today,
        )

    def withdraw_candidate(self, day: date, pick: int) -> Refusal | None:
        if not self.candidates:
            return NOTHING
        leaving = chosen(list(self.candidates.values()), pick)
        refusal = procedure.why_not_withdraw_candidate(
            self.tender, day, admitted_on=leaving.admitted_on, gone_on=leaving.withdrawn_on, today=self.today
        )
        if refusal is None:
            leaving.withdrawn_on = day
        return refusal

    def withdraw_tender(self, day: date, pick: int) -> Refusal | None:
        if pick % 8:
            return NOTHING
        refusal = procedure.why_not_withdraw(self.tender, day, today=self.today)
        if refusal is None:
            self.tender = replace(self.tender, withdrawn_on=day)
        return refusal

    def decide_compensation(self, _: date, __: int) -> Refusal | None:
        refusal = procedure.why_not_go_on(self.tender)
        if refusal is None:
            self.compensation = True
        return refusal


def _why_not_ask(plan: Plan) -> Refusal | None:
    return selecting.why_not_lay_down(plan, [*plan.requirements, *(one.code for one in plan.criteria)])


def _exceeds(facts: Facts) -> bool:
    """Tell by counting, not by the rule, whether more candidates are suitable than there are places."""
    most = facts.tender.maximum_candidates
    fit = [one for one in facts.requests.values() if not (one.late or one.withdrawn) and one.met.get("E1")]
    return most is not None and len(fit) > most
