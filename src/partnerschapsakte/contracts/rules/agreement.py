"""What an agreement must be before it goes on record: its parties, its place in the tree, its term and legal form.

Rule 41: a framework of more than four years needs a motivation (Aw 2.140(3)). Rule 43: a sub-agreement only for an
authority of its base agreement (Aw 2.140(1)). A sub-agreement never ends after its base agreement.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from partnerschapsakte.contracts.rules.extension import may_record, recording_not_permitted
from partnerschapsakte.contracts.rules.kinds import BINDING_ROLES, AgreementKind, LegalForm, ProviderRole
from partnerschapsakte.dates.terms import Term
from partnerschapsakte.design.rules.deciding import why_not_so_long
from partnerschapsakte.design.rules.facts import Instrument, Route
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact, Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

FOUR_YEARS = 48
WITHOUT_PROCEDURE = {Instrument.SUBSIDY: LegalForm.SUBSIDY, Instrument.OPEN_HOUSE: LegalForm.OPEN_HOUSE}
"""What an agreement is called that comes about without a procedure."""

NINE_YEARS = 108


@dataclass(frozen=True, slots=True)
class Seat:
    """A provider at the table; ``share`` is the fraction of the task it performs, where agreed."""

    party_id: str
    role: ProviderRole
    consortium: str = ""
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """What a sub-agreement must know of its base agreement."""

    kind: AgreementKind
    legal_form: LegalForm
    authorities: tuple[str, ...]
    term: Term
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement as it is about to be recorded."""

    kind: AgreementKind
    legal_form: LegalForm
    authorities: tuple[str, ...]
    seats: tuple[Seat, ...]
    term: Term | None
    base: Base | None = None
    duration_motivation: str = ""
    cooperation_agreement: str = ""
    subcontracting_limit: Decimal | None = None
    concluded_on: date | None = None
    earliest_signing: date | None = None
    not_awarded: str | None = None
    signed_early_because: str | None = None
    route: Route | None = None

    @property
    def months(self) -> int:
        """The longest run of the term, in months."""
        return self.term.initial_months + sum(self.term.option_months) if self.term else 0

    @property
    def is_early(self) -> bool:
        """Tell whether it was signed before the award letter, or while the standstill ran."""
        if self.concluded_on is None:
            return False
        return self.not_awarded is not None or bool(self.earliest_signing and self.concluded_on < self.earliest_signing)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementConcluded(Fact):
    """An agreement went on record, with its parties, the clauses of its term, and why it may be as it is.

    ``budget`` holds year, amount, clients and the year it is indexed from.
    """

    tag: ClassVar[str] = "contract:agreement:concluded"

    kind: AgreementKind
    parent_id: str | None
    deed: str
    title: str
    legal_form: LegalForm
    authorities: tuple[str, ...]
    providers: tuple[Seat, ...]
    starts_on: date | None
    initial_months: int | None
    option_months: tuple[int, ...]
    convention: str | None
    notice_lead_months: int | None
    evaluation_lead_months: int | None
    decision_lead_days: int | None
    concluded_on: date | None
    signed_early_because: str | None
    duration_motivation: str
    cooperation_agreement: str
    subcontracting_limit: Decimal | None
    lots: tuple[str, ...]
    areas: tuple[str, ...]
    budget: tuple[tuple[int, Decimal, int, int | None], ...]


def why_not_conclude(draft: Draft, *, actor: Actor, today: date) -> tuple[Refusal, ...]:
    """Return every reason why this agreement cannot go on record; empty when it can."""
    if not may_record(actor):
        return (recording_not_permitted(),)
    reasons = (_tree(draft), _route(draft), _consortia(draft), _shares(draft), _duration(draft), _day(draft, today))
    return (*(refusal for found in reasons for refusal in found), *_standstill(draft, actor))


def findings(draft: Draft) -> tuple[Finding, ...]:
    """Return what a reader must know of this agreement, though it may go on record (rules 42 and 73)."""
    return (*_warnings(draft), *_of_subsidy(draft))


def _tree(draft: Draft) -> Iterator[Refusal]:
    if draft.kind is not AgreementKind.SUB:
        if draft.base:
            yield _invalid("parent_unexpected", say("Only a sub-agreement stands under another agreement."))
        if draft.term is None:
            yield _invalid("term_missing", say("The agreement has no term."), say("Give its start and its months."))
        return
    if draft.base is None or draft.base.kind is not AgreementKind.BASE:
        yield _invalid("base_missing", say("A sub-agreement stands under a base agreement."))
        return
    if not set(draft.authorities) <= set(draft.base.authorities):
        yield Refusal(
            Why.CONFLICT,
            "authority_not_named",
            say("A sub-agreement is only for an authority of its base agreement."),
            rule="43",
            article="Aw 2.140(1)",
            remedy=say("Name the authority in the base agreement, as it was in the notice."),
        )
    if not {seat.party_id for seat in draft.seats if seat.role in BINDING_ROLES} <= set(draft.base.providers):
        yield Refusal(
            Why.CONFLICT,
            "provider_not_in_base",
            say("A sub-agreement is only for a provider that is a party of its base agreement."),
            rule="43",
            article="Aw 2.140(1)",
            remedy=say("Name a provider of the base agreement, or procure this part by itself."),
        )
    yield from _within_base(draft, draft.base)
    if draft.legal_form is LegalForm.CALL_OFF and draft.base.legal_form is not LegalForm.FRAMEWORK:
        yield _invalid("call_off_without_framework", say("A call-off stands under a framework agreement."), rule="40")


def _route(draft: Draft) -> Iterator[Refusal]:
    """Rules 40 and 44: what comes about without a procedure is labelled so, and a reserved contract is short."""
    if draft.route is None:
        return
    label = WITHOUT_PROCEDURE.get(draft.route.instrument)
    if label is not None and draft.legal_form is not label:
        yield Refusal(
            Why.CONFLICT,
            "legal_form_differs",
            say(
                "By its route this relation is “{route}”, but the agreement is labelled “{label}”.",
                route=Sentence(f"Instrument.{draft.route.instrument.value}"),
                label=Sentence(f"LegalForm.{draft.legal_form.value}"),
            ),
            rule="40",
            article="Aw 2.132(3), 2.135, 2.140",
            remedy=say("Label the agreement as its route says, or choose another route in the design."),
        )
    if refusal := why_not_so_long(reserved=draft.route.reserved, months=draft.months):
        yield refusal


def _within_base(draft: Draft, base: Base) -> Iterator[Refusal]:
    if draft.term is None:
        return
    if draft.term.latest_last_day.on > base.term.latest_last_day.on or draft.term.starts_on < base.term.starts_on:
        yield Refusal(
            Why.CONFLICT,
            "outside_base_term",
            say(
                "A sub-agreement runs within its base agreement: from {since} to {until} at the latest.",
                since=base.term.starts_on,
                until=base.term.latest_last_day.on,
            ),
            article="deelovereenkomst, artikel D3",
            remedy=say("Shorten the term, or let it follow the base agreement."),
        )


def _consortia(draft: Draft) -> Iterator[Refusal]:
    if not any(seat.role in BINDING_ROLES for seat in draft.seats):
        yield _invalid(
            "contractor_missing", say("The agreement has no contractor, lead or recipient."), say("Name one.")
        )
    doubled = [party_id for party_id, count in Counter(seat.party_id for seat in draft.seats).items() if count > 1]
    for party_id in doubled:
        yield _invalid("party_twice", say("{party} is named twice as provider.", party=party_id))
    for name in sorted(
        {seat.consortium for seat in draft.seats if seat.role in {ProviderRole.LEAD, ProviderRole.MEMBER}}
    ):
        roles = Counter(seat.role for seat in draft.seats if seat.consortium == name)
        if roles[ProviderRole.LEAD] != 1:
            yield _invalid(
                "one_lead",
                say("A consortium has exactly one lead; here {count} are named.", count=roles[ProviderRole.LEAD]),
                say("Make the others members."),
            )
        elif not roles[ProviderRole.MEMBER]:
            yield _invalid("lead_alone", say("A lead without members is a contractor."), say("Add its members."))


def _shares(draft: Draft) -> Iterator[Refusal]:
    shares = [seat.share for seat in draft.seats if seat.share is not None]
    if sum(shares) > 1:
        yield _invalid("shares_above_one", say("The shares of the providers are more than the whole task."))
    passed_on = sum(seat.share or Decimal(0) for seat in draft.seats if seat.role is ProviderRole.SUBCONTRACTOR)
    if draft.subcontracting_limit is not None and passed_on > draft.subcontracting_limit:
        yield Refusal(
            Why.CONFLICT,
            "subcontracting_limit",
            say(
                "Subcontractors perform {share} of the task; the limit is {limit}.",
                share=Decimal(passed_on),
                limit=draft.subcontracting_limit,
            ),
            article="akte, artikel Onderaanneming",
            remedy=say("Lower their shares, or agree on another limit."),
        )


def _duration(draft: Draft) -> Iterator[Refusal]:
    if draft.legal_form is LegalForm.FRAMEWORK and draft.months > FOUR_YEARS and not draft.duration_motivation.strip():
        yield Refusal(
            Why.CONFLICT,
            "framework_motivation",
            say("A framework agreement of more than four years needs a written motivation."),
            rule="41",
            article="Aw 2.140(3)",
            remedy=say("State why the subject of the contract needs the longer term."),
        )


def _day(draft: Draft, today: date) -> Iterator[Refusal]:
    if draft.concluded_on and draft.concluded_on > today:
        yield _invalid(
            "concluded_in_future", say("{day} has yet to come.", day=draft.concluded_on), say("Leave the day open.")
        )


def _standstill(draft: Draft, actor: Actor) -> Iterator[Refusal]:
    """Rule 35: no signing before the day after the standstill, unless a mandate holder says why."""
    if not draft.is_early:
        return
    if draft.signed_early_because and all(actor.may_decide_for(authority) for authority in draft.authorities):
        return
    if draft.not_awarded is not None or draft.earliest_signing is None:
        yield Refusal(
            Why.CONFLICT,
            "award_letter_missing",
            say("No award letter of {lot} is recorded: its standstill has not begun.", lot=draft.not_awarded or ""),
            rule="35",
            article="Aw 2.127, aanbestedingsstukken",
            remedy=say("Record the award letter first, or let a mandate holder record why it is signed earlier."),
        )
        return
    yield Refusal(
        Why.CONFLICT,
        "standstill_runs",
        say("The standstill still runs: signing is possible from {day}.", day=draft.earliest_signing),
        rule="35",
        article="Aw 2.127, aanbestedingsstukken",
        remedy=say("Sign on or after that day, or let a mandate holder record why it is signed earlier."),
    )


def _warnings(draft: Draft) -> Iterator[Finding]:
    long = draft.legal_form is LegalForm.PUBLIC_CONTRACT and draft.months >= NINE_YEARS
    if long and not draft.duration_motivation.strip():
        yield Finding(
            level=Level.WARNING,
            rule="42",
            source="Aw 1.10",
            message=say("A contract of nine years needs a motivation of its duration."),
        )
    binding = sum(seat.role in BINDING_ROLES for seat in draft.seats)
    joint = len(draft.authorities) > 1 or binding > 1 or any(seat.role is ProviderRole.LEAD for seat in draft.seats)
    if joint and not draft.cooperation_agreement.strip():
        yield Finding(
            level=Level.WARNING,
            rule="73",
            source="Handreiking taakgericht, bijlagen 2 en 6",
            message=say("A joint task needs a cooperation agreement with a mandate; none is recorded."),
        )


def _of_subsidy(draft: Draft) -> Iterator[Finding]:
    """Rule 77: a subsidy is evaluated now and then, and ending it after years needs notice in time."""
    if draft.legal_form is LegalForm.SUBSIDY:
        yield Finding(
            level=Level.WARNING,
            rule="77",
            source="Awb 4:24, 4:51",
            message=say(
                "A subsidy runs outside the procurement rules: evaluate it regularly, and give notice in time when it "
                "ends after years."
            ),
        )


def _invalid(code: str, message: Sentence, remedy: Sentence | None = None, *, rule: str | None = None) -> Refusal:
    return Refusal(Why.INVALID, code, message, rule=rule, remedy=remedy)
