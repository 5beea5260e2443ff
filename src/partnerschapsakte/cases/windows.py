"""Checks each decision of a case file against its window by itself, so that one slip does not hide the next.

The case is played later through the services; there a decision that was refused hides everything that rests on it.
"""

from collections.abc import Iterator
from datetime import date

from partnerschapsakte.cases.consistency import initial_months
from partnerschapsakte.cases.findings import Found, refused
from partnerschapsakte.cases.schema.agreements import Agreement, Term
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.history import (
    ContinuedAnyway,
    ExtensionDecided,
    NoticeMissed,
    ReceiptProven,
    RelationEvent,
)
from partnerschapsakte.cases.validation import Checked
from partnerschapsakte.contracts.rules.extension import Elsewhere, Proposed, why_not_decide_extension
from partnerschapsakte.contracts.rules.kinds import BINDING_ROLES, AgreementKind, Choice
from partnerschapsakte.contracts.rules.notice import SOURCE
from partnerschapsakte.contracts.rules.term import Relation, TermInForce
from partnerschapsakte.dates import terms
from partnerschapsakte.dates.period import Length
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

SETTLES = (ReceiptProven, ContinuedAnyway, NoticeMissed)


def check_windows(checked: Checked, as_of: date) -> list[Found]:
    """Return the refusals of decisions taken too late or without mandate, and of notices nobody received."""
    case = checked.case
    if case is None:
        return []
    found: list[Found] = []
    for position, event in enumerate(case.history):
        if not isinstance(event, ExtensionDecided) or event.agreement not in case.agreements:
            continue
        place = checked.source.place(checked.path(("history", position)))
        found += [refused(refusal, place) for refusal in _refusals(case, event, as_of)]
    return found


def term_of(term: Term) -> terms.Term | None:
    """Return a term of the file as the date engine counts it, or None where it has no end."""
    months = initial_months(term)
    if months is None:
        return None
    notice = terms.NoticeRule(Length(months=term.notice_lead_months), term.convention)
    return terms.Term(term.starts_on, months, term.options, notice)


def governing(case: CaseFile, agreement: Agreement) -> Agreement | None:
    """Return the agreement whose term holds: a sub-agreement without one follows its base agreement."""
    if agreement.term is None and agreement.kind is AgreementKind.SUB and agreement.parent:
        return case.agreements.get(agreement.parent)
    return agreement


def relations_of(agreement: Agreement, event: RelationEvent) -> tuple[Relation, ...]:
    """Return the relations of an agreement that an event is about."""
    providers = [one.organisation for one in agreement.providers if one.role in BINDING_ROLES]
    return tuple(
        Relation(authority, provider)
        for authority in agreement.authorities
        for provider in providers
        if event.authority in {None, authority} and event.provider in {None, provider}
    )


def _refusals(case: CaseFile, event: ExtensionDecided, as_of: date) -> Iterator[Refusal]:
    agreement = governing(case, case.agreements[event.agreement])
    term = term_of(agreement.term) if agreement and agreement.term else None
    if agreement is None or term is None or event.by not in case.people:
        return
    for relation in relations_of(agreement, event) or (_supposed(agreement, event),):
        earlier = tuple((number, relation) for number in range(1, event.point))
        alone = TermInForce(term, (relation,), continued=earlier)
        refusal = why_not_decide_extension(
            alone,
            _proposed(case, event, relation),
            actor=_actor(case, event.by, relation.authority_id),
            today=event.on,
            needs_evaluation=False,
        )
        if refusal:
            yield refusal
            return
        if event.choice is Choice.EXTEND and _never_received(case, event, relation):
            decide_by = term.point(event.point).decide_by.on
            if decide_by < as_of and event.on <= as_of:
                yield _receipt_missing(decide_by)
                return


def _proposed(case: CaseFile, event: ExtensionDecided, relation: Relation) -> Proposed:
    decision = case.decisions_elsewhere.get(event.decision) if event.decision else None
    elsewhere = None
    if decision:
        # A file tells of the day itself: what it dates after the window was decided after it.
        decided_on = max(decision.decided_on, event.on)
        elsewhere = Elsewhere(decision.body, decided_on, decision.case_number, decision.file)
    return Proposed(event.point, relation, event.choice, event.reason, elsewhere, event.without_evaluation)


def _supposed(agreement: Agreement, event: RelationEvent) -> Relation:
    """Return the relation that was meant where names in the agreement or the event are wrong; that is told already."""
    return Relation(event.authority or agreement.authorities[0], event.provider or agreement.providers[0].organisation)


def _actor(case: CaseFile, key: str, authority: str) -> Actor:
    """Return the person as one who acts; for an authority that does not exist a mandate is no question."""
    person = case.people[key]
    roles, mandates = {*person.roles}, {one.authority for one in person.mandates}
    if authority not in case.organisations:
        roles, mandates = {*roles, Role.MANDATE_HOLDER}, {*mandates, authority}
    return Actor(key, person.name, frozenset(roles), frozenset(mandates))


def _never_received(case: CaseFile, decided: ExtensionDecided, relation: Relation) -> bool:
    return not any(
        isinstance(event, SETTLES)
        and (event.agreement, event.point) == (decided.agreement, decided.point)
        and event.authority in {None, relation.authority_id}
        and event.provider in {None, relation.provider_id}
        for event in case.history
    )


def _receipt_missing(decide_by: date) -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "receipt_missing",
        say("The option is used, but no receipt of the notice on or before {day} is proven.", day=decide_by),
        rule="46",
        article=SOURCE,
        remedy=say("Add receipt_proven with the day of receipt, or notice_missed if the option lapsed."),
    )
