"""Who does what in an assessment and why not: a frozen plan, no conflict, each alone, consensus, then the lock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnerschapsakte.assessment.rules.plan import Criterion
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.procedure import why_not_go_on, why_not_happened

FROZEN = "Aw 1.9; Aw 2.115; Aw 2.67"
NO_CONFLICT = "Aw 1.10b"
REASONED = "Aw 1.10; CvAE 209"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFacts:
    """An assessor: who speaks for it, whether they declared, and what was decided about a conflict."""

    voice: str
    released: bool = False
    declared: bool = False
    has_conflict: bool = False
    may_assess: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStage:
    """How far a lot is: whether the individual scores are open, and whether it is locked."""

    opened: bool = False
    locked: bool = False


def why_not_write_plan(actor: Actor, tender: TenderFacts) -> Refusal | None:
    """Say why the plan cannot be changed, or None if it can: after the call it is frozen (rule 12)."""
    if refusal := why_not_keep_records(actor) or why_not_go_on(tender):
        return refusal
    if tender.published_on is None:
        return None
    message = say("The call was published on {day}: what was announced is frozen.", day=tender.published_on)
    remedy = say("Rectify it before tenders are due, with a reason, for all.")
    return _conflict("plan_frozen", message, rule="12", article=FROZEN, remedy=remedy)


def why_not_rectify(actor: Actor, tender: TenderFacts, *, is_scored: bool, today: date) -> Refusal | None:
    """Say why what was announced cannot be rectified, or None if it can: never once tenders are in (rule 12)."""
    if refusal := why_not_keep_records(actor) or why_not_go_on(tender):
        return refusal
    if tender.published_on is None:
        return _conflict("plan_not_frozen", say("Nothing was announced yet: change the plan itself."))
    if is_scored or (tender.tender_due_on is not None and today > tender.tender_due_on):
        message = say("Tenders are in: how they are assessed cannot change any more.")
        return _conflict("tenders_in", message, rule="12", article="HvJ C-6/15")
    return None


def why_not_tell(readers: int, reference: str) -> Refusal | None:
    """Say why a rectification reaches nobody, or None if it does."""
    if readers or reference:
        return None
    message = say("Nobody would hear of this: no candidate reads letters here.")
    remedy = say("Publish it on the platform first, and give the reference of that publication.")
    return _conflict("nobody_told", message, rule="12", article="Aw 2.67", remedy=remedy)


def why_not_assess(tender: TenderFacts, *, is_planned: bool, today: date) -> Refusal | None:
    """Say why nothing can be assessed yet, or None if it can."""
    if refusal := why_not_go_on(tender):
        return refusal
    if not is_planned:
        return _conflict(
            "plan_missing", say("It is not written down how tenders are assessed."), rule="12", article=FROZEN
        )
    if tender.published_on is None:
        return _conflict("not_published", say("The call was not published yet."), rule="1", article="Aw 2.39(1)")
    if tender.dialogue_started_on is not None and tender.dialogue_closed_on is None:
        return _conflict("dialogue_open", say("The dialogue is still open."), rule="21", article="Aw 2.111(5)")
    if tender.tender_due_on is not None and today < tender.tender_due_on:
        message = say("Tenders are due on {day}: before that nobody knows what is in them.", day=tender.tender_due_on)
        return _conflict("tenders_not_due", message, rule="23", article="Aw 2.108")
    return None


def why_not_seat(
    actor: Actor, *, has_account: bool, label: str, companion: bool, roles: Collection[Role], known: bool
) -> Refusal | None:
    """Say why this assessor cannot be asked, or None if they can.

    ``roles`` are those of the person, or of who goes along with somebody under a label; ``known``: the lots and
    criteria exist.
    """
    if refusal := why_not_keep_records(actor):
        return refusal
    if has_account == bool(label) or companion != bool(label):
        message = say("Choose a person with an account, or a label with the one who goes along.")
        return Refusal(Why.INVALID, "assessor_unclear", message)
    wanted = Role.ASSESSOR if has_account else Role.CLIENT_ADVISER
    if wanted not in roles:
        message = (
            say("This person has no role of assessor in this dossier.")
            if has_account
            else say("Who goes along needs the role of client adviser in this dossier.")
        )
        return _conflict("role_missing", message, remedy=say("Give that role first."))
    if not known:
        return Refusal(
            Why.INVALID, "scope_unknown", say("This lot or criterion is not in the plan, or nobody scores it.")
        )
    return None


def why_not_release(actor: Actor, seat: SeatFacts) -> Refusal | None:
    """Say why an assessor cannot stop, or None if they can."""
    if refusal := why_not_keep_records(actor):
        return refusal
    return _conflict("assessor_gone", say("This assessor already stopped.")) if seat.released else None


def why_not_declare(actor: Actor, seat: SeatFacts, *, has_conflict: bool, explanation: str) -> Refusal | None:
    """Say why nothing can be declared, or None if it can: once, by the assessor or who goes along (rule 28)."""
    if refusal := _why_not_speak(actor, seat):
        return refusal
    if seat.declared:
        return _conflict(
            "declared_already", say("This was declared before; tell the procurement officer what changed.")
        )
    if has_conflict and not explanation:
        message = say("Say which interest it is: financial, economic or personal, direct or indirect.")
        return Refusal(Why.INVALID, "conflict_unexplained", message, rule="28", article=NO_CONFLICT)
    return None


def why_not_judge_conflict(actor: Actor, seat: SeatFacts) -> Refusal | None:
    """Say why no measure can be recorded, or None if it can; nobody judges their own conflict."""
    if refusal := why_not_keep_records(actor):
        return refusal
    if not seat.has_conflict:
        return _conflict("no_conflict", say("This assessor declared no conflict of interest."))
    if seat.may_assess is not None:
        return _conflict("conflict_judged", say("The measure was recorded before."))
    if actor.id == seat.voice:
        message = say("Nobody judges their own conflict of interest.")
        return Refusal(Why.NOT_PERMITTED, "own_conflict", message, rule="28", article=NO_CONFLICT)
    return None


def why_not_see(seat: SeatFacts) -> Refusal | None:
    """Say why an assessor sees no tender yet, or None if they do (rule 28)."""
    if seat.released:
        return _conflict("assessor_gone", say("This assessor already stopped."))
    if not seat.declared:
        message = say("First declare whether you have a conflict of interest.")
        return _conflict("not_declared", message, rule="28", article=NO_CONFLICT)
    if seat.has_conflict and not seat.may_assess:
        message = say("You declared a conflict of interest: you see nothing until a measure allows it.")
        return _conflict("conflict", message, rule="28", article=NO_CONFLICT)
    return None


def why_not_score(
    actor: Actor, seat: SeatFacts, stage: LotStage, criterion: Criterion | None, score: Decimal, reason: str
) -> Refusal | None:
    """Say why this assessor cannot give this score, or None if they can; ``criterion``: None where it is not theirs."""
    if refusal := _why_not_speak(actor, seat) or why_not_see(seat):
        return refusal
    if stage.opened:
        message = say("Everybody sees each other's scores: your own cannot change any more.")
        return _conflict("consensus_open", message, rule="29", article=REASONED)
    if criterion is None:
        return Refusal(Why.INVALID, "not_yours", say("This is not among what you were asked to assess."))
    return why_not_mark(criterion, score, reason)


def why_not_mark(criterion: Criterion, score: Decimal, reason: str) -> Refusal | None:
    """Say why a score is none: outside the scale, or without a reason (rule 29)."""
    if not criterion.lowest <= score <= criterion.highest or (score - criterion.lowest) % criterion.step:
        message = say(
            "{criterion}: from {lowest} to {highest} in steps of {step}.",
            criterion=criterion.title,
            lowest=criterion.lowest,
            highest=criterion.highest,
            step=criterion.step,
        )
        return Refusal(Why.INVALID, "outside_scale", message)
    if not reason.strip():
        message = say("No score without a reason: the tenderer must be able to check it.")
        return Refusal(Why.INVALID, "score_without_reason", message, rule="29", article=REASONED)
    return None


def why_not_open(actor: Actor, stage: LotStage, *, absent: int, unscored: Collection[str]) -> Refusal | None:
    """Say why the scores of a lot cannot be opened, or None if they can: after everybody scored (rule 29).

    ``absent`` counts the individual scores that are not there; ``unscored`` are criteria that nobody scores.
    """
    if refusal := why_not_keep_records(actor):
        return refusal
    if stage.opened:
        return _conflict("opened_already", say("The scores of this lot are already open."))
    if unscored:
        message = say("Nobody assesses {criterion}.", criterion=min(unscored))
        return _conflict("nobody_assesses", message, rule="29", article=REASONED)
    if absent:
        message = say("{count} individual scores are not given yet.", count=absent)
        remedy = say("Wait for them, or let an assessor stop with a reason.")
        return _conflict("scores_absent", message, rule="29", article=REASONED, remedy=remedy)
    return None


def why_not_agree(
    actor: Actor, stage: LotStage, criterion: Criterion | None, score: Decimal, reason: str
) -> Refusal | None:
    """Say why there can be no consensus score, or None if there can: after the individual ones, before the lock."""
    if refusal := why_not_keep_records(actor) or why_not_change_lot(stage):
        return refusal
    if not stage.opened:
        message = say("First everybody scores alone; then the scores are opened, and consensus follows.")
        return _conflict("not_opened", message, rule="29", article=REASONED)
    if criterion is None:
        return Refusal(
            Why.INVALID, "scope_unknown", say("This lot or criterion is not in the plan, or nobody scores it.")
        )
    return why_not_mark(criterion, score, reason)


def why_not_change_lot(stage: LotStage) -> Refusal | None:
    """Say why nothing in a lot can change, or None if it can."""
    if not stage.locked:
        return None
    message = say("The assessment of this lot is locked: nothing in it changes any more.")
    return _conflict("lot_locked", message, rule="29", article=REASONED)


def why_not_draw(
    actor: Actor,
    stage: LotStage,
    *,
    to_draw: Collection[str],
    order: Collection[str],
    witnesses: int,
    drawn_on: date,
    today: date,
) -> Refusal | None:
    """Say why this draw does not count, or None if it does: among exactly the equals, before witnesses (rule 33)."""
    if refusal := why_not_keep_records(actor) or why_not_change_lot(stage):
        return refusal
    if not to_draw:
        return _conflict("no_draw", say("Nothing is to be drawn in this lot."), rule="33")
    if len(set(order)) != len(order) or set(order) != set(to_draw):
        message = say("The draw is among exactly the {count} equals, each once.", count=len(to_draw))
        return Refusal(Why.INVALID, "other_pool", message, rule="33")
    if not witnesses:
        return Refusal(Why.INVALID, "no_witness", say("A draw without a witness proves nothing."), rule="33")
    return why_not_happened(drawn_on, today)


def why_not_lock(actor: Actor, stage: LotStage, *, absent: int, to_draw: Collection[str]) -> Refusal | None:
    """Say why a lot cannot be locked, or None if it can; ``absent`` counts consensus scores and prices."""
    if refusal := why_not_keep_records(actor) or why_not_change_lot(stage):
        return refusal
    if not stage.opened or absent:
        message = say("{count} consensus scores or prices are missing.", count=absent)
        return _conflict("consensus_absent", message, rule="29", article=REASONED)
    if to_draw:
        return _conflict("draw_first", say("Equals at the last place: record the draw first."), rule="33")
    return None


def _why_not_speak(actor: Actor, seat: SeatFacts) -> Refusal | None:
    if actor.id != seat.voice:
        message = say("Only the assessor, or who goes along with them, says this.")
        return Refusal(Why.NOT_PERMITTED, "another_assessor", message)
    return _conflict("assessor_gone", say("This assessor already stopped.")) if seat.released else None


def _conflict(
    code: str,
    message: Sentence,
    *,
    rule: str | None = None,
    article: str | None = None,
    remedy: Sentence | None = None,
) -> Refusal:
    return Refusal(Why.CONFLICT, code, message, rule=rule, article=article, remedy=remedy)
