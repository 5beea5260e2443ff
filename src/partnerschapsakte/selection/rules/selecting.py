"""What may happen in a selection and why not: rules 10, 12, 13, 16, 17, 24, 25, 29 and 33."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.selection.rules import ranking
from partnerschapsakte.selection.rules.facts import MOST_POINTS, Draw, Plan, Request, RequestState, TieRule
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.leading import RBNNE
from partnerschapsakte.tendering.rules.procedure import Seat, why_not_go_on, why_not_happened, why_not_together

ENOUGH = 3


def why_not_keep(actor: Actor, tender: TenderFacts) -> Refusal | None:
    """Say why this actor records nothing of the selection, or None if they do."""
    if actor != SYSTEM and (not actor.may_act_as(*KEEPERS) or actor.may_act_as(Role.PROVIDER_CONTACT)):
        return Refusal(
            Why.NOT_PERMITTED,
            "selection_not_permitted",
            say("Your role does not include recording the selection."),
            remedy=say("Ask the procurement officer of the dossier."),
        )
    return why_not_go_on(tender)


def why_not_lay_down(plan: Plan, codes: Sequence[str]) -> Refusal | None:
    """Say why this plan contradicts itself or a rule, or None if it does not; ``codes`` are all that it names."""
    if len(set(codes)) != len(codes):
        return Refusal(Why.INVALID, "code_twice", say("Two requirements or criteria have the same code."))
    if plan.requirements and not plan.uea_required:
        return _conflict(
            "uea_missing",
            say("Where grounds for exclusion or requirements are used, the ESPD (UEA) is asked."),
            rule="10",
            article="Aw 2.39(3)",
            remedy=say("Ask for the ESPD, or use no grounds and requirements."),
        )
    total = sum((one.weight for one in plan.criteria), Decimal(0))
    weightless = [one for one in plan.criteria if one.weight == 0]
    if total != MOST_POINTS and len(weightless) != len(plan.criteria):
        return _weights(say("The weights add up to {total}, not to 100.", total=total))
    if weightless and not plan.by_importance:
        return _weights(say("A criterion without a weight stands beside others that have one."))
    if plan.tie_rule is TieRule.CRITERION and plan.tie_criterion not in {one.code for one in plan.criteria}:
        return Refusal(Why.INVALID, "tie_criterion", say("Name the criterion that goes first in a tie."))
    return None


def why_not_plan(tender: TenderFacts) -> Refusal | None:
    """Say why the plan is not simply written any more, or None if it is: it is frozen at publication (rule 12)."""
    if tender.published_on is None:
        return None
    return _conflict(
        "selection_frozen",
        say("The call was published on {day}: what is asked of candidates is fixed.", day=tender.published_on),
        rule="12",
        article="Aw 1.9, 2.67",
        remedy=say("Correct it by a rectification with a reason, which goes to all."),
    )


def why_not_rectify(tender: TenderFacts, *, decided: bool, today: date) -> Refusal | None:
    """Say why the plan cannot be corrected, or None if it can: until the requests are in (rule 12)."""
    if tender.published_on is None:
        return _conflict("not_published", say("Before publication nothing needs a rectification: change it."))
    if decided:
        return _decided()
    due_on = tender.requests_due_on
    if due_on is not None and today > due_on:
        return _conflict(
            "requests_are_in",
            say("The requests were due on {day}: what was asked of them stands.", day=due_on),
            rule="12",
            article="Aw 1.9",
        )
    return None


def why_not_record(
    tender: TenderFacts,
    seats: Sequence[Seat],
    received_on: date,
    *,
    name_taken: bool,
    unknown: Collection[str],
    decided: bool,
    today: date,
) -> Refusal | None:
    """Say why this request cannot have come in, or None if it can; one that is late is recorded, and refused."""
    what = say("the call was not yet published")
    if tender.published_on is None:
        return _conflict("not_published", say("A request follows a call that was published."))
    if refusal := why_not_happened(received_on, today, after=tender.published_on, what=what):
        return refusal
    if decided and not is_late(tender, received_on):
        return _decided()
    if name_taken:
        return _conflict("request_known", say("There is already a request under this name."))
    return why_not_together(seats, unknown)


def is_late(tender: TenderFacts, received_on: date) -> bool:
    """Tell whether a request came after the one deadline, which ends with its day in Amsterdam (rules 24 and 25)."""
    return tender.requests_due_on is not None and received_on > tender.requests_due_on


def why_not_judge(request: Request, *, decided: bool) -> Refusal | None:
    """Say why nothing about this request can be judged, or None if it can."""
    if decided:
        return _decided()
    if request.late:
        return _conflict(
            "request_late",
            say("This request came after the deadline and was refused."),
            rule="24",
            article="Aw 1.8",
        )
    return _conflict("request_withdrawn", say("This request was withdrawn.")) if request.withdrawn else None


def why_not_assess(plan: Plan, codes: Sequence[str]) -> Refusal | None:
    """Say why these are not the requirements that were announced, or None if they are (rule 12)."""
    return _unknown(codes, plan.requirements)


def why_not_score(
    plan: Plan,
    request: Request,
    requests: Sequence[Request],
    codes: Sequence[str],
    scores: Mapping[str, Decimal],
    maximum: int | None,
) -> Refusal | None:
    """Say why this request is not scored, or None if it is: only where suitable candidates exceed the places."""
    if refusal := _unknown(codes, {one.code: one for one in plan.criteria}):
        return refusal
    if refusal := why_not_rank(plan, requests, maximum):
        return refusal
    if request.state(plan) is RequestState.UNSUITABLE:
        return _conflict("request_unsuitable", say("Who does not meet a requirement is not ranked."), rule="30")
    for one in plan.criteria:
        if scores.get(one.code, Decimal(0)) > one.scale:
            message = say("{code} is scored up to {most}.", code=one.code, most=one.scale)
            return Refusal(Why.INVALID, "score_above_scale", message, rule="12")
    return None


def why_not_rank(plan: Plan, requests: Sequence[Request], maximum: int | None) -> Refusal | None:
    """Say why no ranking runs, or None if one does (rule 16)."""
    if refusal := _open(plan, requests):
        return refusal
    if ranking.is_needed(plan, requests, maximum):
        return None
    return _conflict(
        "ranking_not_needed",
        say("There are no more suitable candidates than places: all are admitted without a ranking."),
        rule="16",
        article=RBNNE,
    )


def why_not_draw(
    plan: Plan | None,
    requests: Sequence[Request],
    maximum: int | None,
    draws: Sequence[Draw],
    drawn: Draw,
    *,
    today: date,
) -> Refusal | None:
    """Say why this draw is not recorded, or None if it is: of exactly those who tie at the cut (rule 33)."""
    if plan is None:
        return _not_planned()
    if refusal := why_not_rank(plan, requests, maximum) or _unscored(plan, requests):
        return refusal
    tied = ranking.outcome(plan, requests, maximum, draws).tied
    if not tied:
        return _conflict("no_tie", say("Nobody ties at the cut: nothing is drawn."), rule="33")
    if len(drawn.order) != len(tied) or set(drawn.order) != set(tied):
        message = say("A draw names all {count} who tie at the cut, each once, and nobody else.", count=len(tied))
        return Refusal(Why.INVALID, "pool_differs", message, rule="33", article="Rb Den Haag 2021")
    return why_not_happened(drawn.drawn_on, today)


def why_not_decide_again(*, decided: bool) -> Refusal | None:
    """Say that who is admitted was decided, or None while it was not."""
    return _decided() if decided else None


def why_not_decide(
    tender: TenderFacts, plan: Plan | None, requests: Sequence[Request], draws: Sequence[Draw], *, today: date
) -> Refusal | None:
    """Say why it cannot be decided who is admitted, or None if it can; rule 16 is kept both ways."""
    if plan is None:
        return _not_planned()
    if refusal := _still_coming(tender, today):
        return refusal
    if refusal := _open(plan, requests):
        return refusal
    maximum = tender.maximum_candidates
    if not ranking.is_needed(plan, requests, maximum):
        return None
    if refusal := _unscored(plan, requests):
        return refusal
    if ranking.outcome(plan, requests, maximum, draws).tied:
        return _conflict(
            "tie_at_cut",
            say("Candidates tie at the cut, and the announced rule does not part them."),
            rule="33",
            article="Rb Den Haag 2021",
            remedy=say("Draw among them, and record how and before whom."),
        )
    return None


def why_not_pass(found: Sequence[Finding], because: str | None) -> Refusal | None:
    """Say that a warning asks a reason, or None where it has one or there is no warning."""
    if not found or because:
        return None
    first = found[0]
    return _conflict(
        "reason_asked",
        first.message,
        rule=first.rule,
        article=first.source,
        remedy=say("Record why you go on."),
    )


def findings(outcome: ranking.Outcome) -> tuple[Finding, ...]:
    """Warn where fewer than three are admitted (rule 17, Aw 2.99(3), carried over)."""
    return tuple(_few(len(outcome.admitted)))


def why_not_phase_out(state: RequestState) -> Refusal | None:
    """Say why a request gets no note about handing over, or None if it does: it was not admitted."""
    if state is RequestState.NOT_ADMITTED:
        return None
    return _conflict("not_rejected", say("A note about handing over is for a provider that was not selected."))


def _few(admitted: int) -> Iterator[Finding]:
    if admitted < ENOUGH:
        message = say("{count} candidates take part; competition asks for three.", count=admitted)
        yield Finding(level=Level.WARNING, message=message, rule="17", source="Aw 2.99(3)", where="selection")


def _still_coming(tender: TenderFacts, today: date) -> Refusal | None:
    due_on = tender.requests_due_on
    if due_on is None or today > due_on:
        return None
    message = say("Requests can come in through {day}.", day=due_on)
    return _conflict("requests_still_come", message, rule="25", article="Aw 1.8")


def _open(plan: Plan, requests: Sequence[Request]) -> Refusal | None:
    waiting = [one.name for one in requests if one.state(plan) is RequestState.OPEN]
    if not waiting:
        return None
    return _conflict(
        "suitability_open",
        say("The requirements of {name} are not all judged.", name=waiting[0]),
        rule="16",
        article=RBNNE,
        remedy=say("Judge every requirement of every request first."),
    )


def _unscored(plan: Plan, requests: Sequence[Request]) -> Refusal | None:
    for one in ranking.suitable(plan, requests):
        if ranking.missing_scores(plan, one):
            message = say("{name} is not scored on every criterion.", name=one.name)
            return _conflict("scores_missing", message, rule="16", article=RBNNE)
    return None


def _unknown(codes: Sequence[str], known: Collection[str]) -> Refusal | None:
    strange = [code for code in codes if code not in known]
    if strange:
        message = say("{code} was not announced.", code=strange[0])
        return Refusal(Why.INVALID, "code_unknown", message, rule="12", article="Aw 1.9")
    if len(set(codes)) != len(codes):
        return Refusal(Why.INVALID, "code_twice", say("Two requirements or criteria have the same code."))
    return None


def _weights(message: Sentence) -> Refusal:
    return Refusal(
        Why.INVALID,
        "weights",
        message,
        rule="13",
        article="Aw 2.115(4)-(5)",
        remedy=say("Let them add up to 100, or give none a weight: then they are in order of importance."),
    )


def _decided() -> Refusal:
    return _conflict("selection_decided", say("It was decided who is admitted."))


def _conflict(
    code: str,
    message: Sentence,
    *,
    rule: str | None = None,
    article: str | None = None,
    remedy: Sentence | None = None,
) -> Refusal:
    return Refusal(Why.CONFLICT, code, message, rule=rule, article=article, remedy=remedy)


def request_not_found() -> Refusal:
    """Return the refusal for a request that does not exist."""
    return Refusal(Why.NOT_FOUND, "request_not_found", say("There is no such request to participate."))


def _not_planned() -> Refusal:
    message = say("Nothing was laid down about the selection.")
    return _conflict("selection_not_planned", message, remedy=say("Lay down what was asked of candidates."))
