"""Reads what a document about an agreement is filled from, and writes its parties, term and squares as on paper."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import Agreement, AgreementProvider, ExtensionDecision
from partnerschapsakte.contracts.rules.deed import parties as paper
from partnerschapsakte.contracts.rules.deed import term as dated
from partnerschapsakte.contracts.rules.deed.agreement import Cover, Status
from partnerschapsakte.contracts.rules.deed.money import SquareYear
from partnerschapsakte.contracts.rules.deed.partnership import Recitals
from partnerschapsakte.contracts.rules.deed.texts import DeedTexts
from partnerschapsakte.contracts.rules.kinds import BINDING_ROLES, ProviderRole
from partnerschapsakte.contracts.rules.term import TermInForce
from partnerschapsakte.contracts.schemas import DossierFacts, Organisation
from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.rules import on_one_line
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.schemas import TenderView

TEXTS = TypeAdapter(DeedTexts)


@dataclass(frozen=True, slots=True)
class Source:
    """Everything on record that a document about one agreement is filled from."""

    dossier: DossierFacts
    agreement: Agreement
    texts: DeedTexts
    parties: dict[str, Organisation]
    tender: TenderView | None
    today: date

    @property
    def dated_on(self) -> date:
        """The day on the title page: when it was concluded, else today."""
        return self.agreement.concluded_on or self.today

    @property
    def term(self) -> TermInForce:
        """The term as it stands."""
        return self.agreement.term_in_force(self.today)


def source(session: Session, agreement: Agreement, today: date) -> Source:
    """Read what a document about this agreement is filled from; refuses an agreement without texts of its deed."""
    return Source(
        dossier=queries.dossier_facts(session, agreement.dossier_id),
        agreement=agreement,
        texts=_texts(agreement),
        parties=queries.organisations(session, agreement),
        tender=tendering.tender_view(session, agreement.dossier_id, today=today),
        today=today,
    )


def _texts(agreement: Agreement) -> DeedTexts:
    try:
        return TEXTS.validate_python(agreement.content)
    except ValidationError as error:
        places = ", ".join(".".join(str(part) for part in found["loc"]) for found in error.errors())
        raise Refusal(
            Why.INVALID,
            "deed_texts_incomplete",
            say("The texts of this deed are not complete: {places}.", places=places),
            remedy=say("Add them to the agreement."),
        ) from error


def missing(what: str) -> Refusal:
    """Return the refusal for a text that a deed cannot do without."""
    return Refusal(
        Why.INVALID,
        "deed_text_missing",
        say("The deed cannot be made without '{what}'.", what=what),
        remedy=say("Add it to the texts of the agreement."),
    )


def cover(src: Source, title: str, *, subject: str | None = None, dated_on: date | None = None) -> Cover:
    """Write the title page of a document about this agreement."""
    return Cover(
        title=title,
        subject=subject or src.texts.subject,
        reference=src.agreement.deed,
        dated_on=dated_on or src.dated_on,
        version=src.texts.version,
        status=_status(src),
        case_number=src.dossier.reference,
        tender_reference=src.tender.reference or None if src.tender else None,
        reviewed_by=src.texts.reviewed_by,
    )


def _status(src: Source) -> Status:
    return src.texts.status if src.agreement.concluded_on else Status.CONCEPT


def is_final(src: Source) -> bool:
    """Tell whether a deed that is printed now is one to sign, and no draft."""
    return _status(src) is Status.FINAL


def authority(src: Source, party_id: str) -> paper.Authority:
    """Write an authority as the law wants it named, with the latest decision of its college before this deed."""
    party = src.parties[party_id]
    taken = [
        decision
        for decision in src.dossier.decisions
        if decision.authority_id in {party_id, None} and decision.decided_on <= src.dated_on
    ]
    return paper.Authority(
        name=party.name,
        legal_form="gemeente" if party.municipality_code else party.legal_form,
        seat=party.seat,
        address=_address(party),
        represented_by=_representation(party),
        decision=paper.Decision(
            body=language.label(taken[-1].body), decided_on=taken[-1].decided_on, case_number=taken[-1].case_number
        )
        if taken
        else None,
    )


def authorities(src: Source) -> tuple[paper.Authority, ...]:
    """Write every authority that is a party."""
    return tuple(authority(src, row.party_id) for row in src.agreement.authorities)


def bound_providers(agreement: Agreement) -> tuple[AgreementProvider, ...]:
    """Return the providers that sign a deed of their own: a contractor, a recipient, or the lead of a consortium."""
    return tuple(row for row in agreement.providers if row.role in BINDING_ROLES)


def contractor(src: Source, bound: AgreementProvider) -> paper.Contractor:
    """Write one provider, or the consortium it leads: every member is a party."""
    rows = [bound]
    if bound.role is ProviderRole.LEAD:
        rows += [
            row
            for row in src.agreement.providers
            if row.role is ProviderRole.MEMBER and row.consortium == bound.consortium
        ]
    return paper.Contractor(
        members=tuple(provider(src.parties[row.party_id]) for row in rows),
        lead=src.parties[bound.party_id].name if len(rows) > 1 else None,
        name=bound.consortium or None,
    )


def provider(party: Organisation) -> paper.Provider:
    """Write a provider with its legal form, seat, KvK number and representative."""
    return paper.Provider(
        name=party.name,
        legal_form=party.legal_form,
        seat=party.seat,
        address=_address(party) or party.seat,
        kvk=party.kvk_number,
        represented_by=_representation(party),
    )


def subcontractors(src: Source) -> tuple[paper.Subcontractor, ...]:
    """Write the subcontractors with the part of the task that each performs."""
    parts = {part.organisation: part.part for part in src.texts.subcontracted}
    return tuple(
        paper.Subcontractor(
            name=src.parties[row.party_id].name,
            kvk=src.parties[row.party_id].kvk_number,
            part=parts.get(row.party_id, ""),
            allowed_on=src.agreement.concluded_on,
        )
        for row in src.agreement.providers
        if row.role is ProviderRole.SUBCONTRACTOR
    )


def paper_term(src: Source) -> dated.Term:
    """Write the term as the deed fixed it: every date in full, from the original start."""
    term = src.term
    return dated.Term(
        starts_on=term.term.starts_on,
        months=term.term.initial_months,
        last_day=term.term.last_day().on,
        latest_last_day=term.latest_last_day.on,
        options=tuple(option(term, number) for number in term.numbers),
        notice_months=term.term.notice.lead.months,
        convention=term.term.notice.convention.value,
    )


def option(term: TermInForce, number: int) -> dated.Option:
    """Write one extension option with the reasons of its dates."""
    point = term.term.point(number)
    return dated.Option(
        number=number,
        months=point.months,
        evaluation_due=term.evaluation_due(number).on,
        decision_due=term.decision_due(number).on,
        decide_by=point.decide_by.on,
        last_day_before=point.last_day_before.on,
        last_day_after=point.last_day_after.on,
        reasons=(told(point.decide_by),),
    )


def told(explained: Explained) -> str:
    """Say in one Dutch line why a date is that day."""
    steps = "; ".join(
        f"{language.tell(step.text, language.DUTCH)} ({language.day(step.on)})" for step in explained.why.steps
    )
    return f"{steps}. {explained.why.source}"


def squares(src: Source) -> tuple[SquareYear, ...]:
    """Write the budget squares: amount and, beside it, number of clients."""
    return tuple(SquareYear(year=row.year, amount=row.amount, clients=row.clients) for row in src.agreement.budget)


def recitals(src: Source) -> Recitals:
    """Write the recitals, completed with what the tender says of itself."""
    told_already = src.texts.recitals
    if told_already is None:
        raise missing("recitals")
    known = _from_tender(src.tender, src.agreement.lots) if src.tender else {}
    return replace(
        told_already, **{name: value for name, value in known.items() if getattr(told_already, name) is None}
    )


def _from_tender(tender: TenderView, lots: Iterable[str]) -> dict[str, Any]:
    named = set(lots)
    waits = [lot.standstill for lot in tender.lots if lot.standstill and (not named or named & {lot.id, lot.title})]
    sessions = tender.dialogue.sessions if tender.dialogue else ()
    return {
        "published_on": tender.published_on,
        "notice": tender.reference or None,
        "parties_in_dialogue": len({session.participant for session in sessions}) or None,
        "conversations": len(sessions) or None,
        "award_sent_on": max((wait.sent_on for wait in waits), default=None),
        "standstill_last_day": max((wait.last_day.on for wait in waits), default=None),
    }


def decision_of(src: Source, row: ExtensionDecision) -> paper.Decision:
    """Write the decision that an extension letter announces."""
    body = language.label(row.body) if row.body else f"{row.decided_by}, krachtens mandaat"
    return paper.Decision(body=body, decided_on=row.decided_on, case_number=row.case_number or src.dossier.reference)


def _address(party: Organisation) -> str | None:
    return on_one_line(party.street_address, party.postal_code, party.town) or None


def _representation(party: Organisation) -> paper.Representation | None:
    if not party.represented_by:
        return None
    return paper.Representation(
        name=party.represented_by, function=party.representative_function, power=party.representation_basis
    )
