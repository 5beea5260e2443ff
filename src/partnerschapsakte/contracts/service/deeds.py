"""Fills the deeds: a single agreement, a base agreement for each provider, a sub-agreement."""

from decimal import Decimal
from typing import Any, TypeVar

from partnerschapsakte.contracts.models import Agreement, AgreementProvider
from partnerschapsakte.contracts.rules.deed.articles import Article
from partnerschapsakte.contracts.rules.deed.base_agreement import BaseAgreement
from partnerschapsakte.contracts.rules.deed.money import KeyShare
from partnerschapsakte.contracts.rules.deed.partnership import Area, Principle
from partnerschapsakte.contracts.rules.deed.partnership_deed import PartnershipDeed
from partnerschapsakte.contracts.rules.deed.sub_agreement import BaseReference, SubAgreement
from partnerschapsakte.contracts.rules.deed.term import Moment
from partnerschapsakte.contracts.rules.kinds import AgreementKind, LegalForm
from partnerschapsakte.contracts.rules.planning import LeadTimes, PlanStep, plan
from partnerschapsakte.contracts.service import contents
from partnerschapsakte.contracts.service.contents import Source, missing
from partnerschapsakte.foundation import language

Needed = TypeVar("Needed")

QUALIFIED = {LegalForm.FRAMEWORK, LegalForm.PUBLIC_CONTRACT}
"""The legal forms that a deed can state; another one needs its own template."""


def deed(src: Source, bound: AgreementProvider) -> PartnershipDeed | BaseAgreement | SubAgreement:
    """Return the content of the deed with one provider or consortium."""
    match src.agreement.kind:
        case AgreementKind.SUB:
            return sub_agreement(src, bound)
        case AgreementKind.BASE:
            may_conclude = tuple(src.parties[row.party_id].name for row in src.agreement.authorities)
            return BaseAgreement(**_root(src, bound), may_conclude=may_conclude)
        case AgreementKind.SINGLE:
            return PartnershipDeed(**_root(src, bound))


def _root(src: Source, bound: AgreementProvider) -> dict[str, Any]:
    texts, agreement = src.texts, src.agreement
    if texts.task is None:
        raise missing("task")
    return {
        "cover": contents.cover(src, agreement.title),
        "laws": texts.laws,
        "authorities": contents.authorities(src),
        "contractor": contents.contractor(src, bound),
        "recitals": contents.recitals(src),
        "legal_form": agreement.legal_form if agreement.legal_form in QUALIFIED else None,
        "framework_reason": agreement.duration_motivation or None,
        "term": contents.paper_term(src),
        "task": texts.task,
        "areas": _areas(src),
        "principles": _principles(src),
        "conversations": texts.conversations,
        "square": contents.squares(src),
        "indicators": texts.indicators,
        "topics": texts.topics,
        "development": texts.development,
        "account_holders": texts.account_holders,
        "key": _key(src),
        "price_level": texts.price_level,
        "payment": texts.payment,
        "indexation": texts.indexation,
        "liability": texts.liability,
        "rewards": texts.rewards,
        "risks": texts.risks,
        "shared_information": texts.shared_information,
        "withheld_information": texts.withheld_information,
        "ladder": texts.ladder,
        "subcontractors": contents.subcontractors(src),
        "moments": moments(src),
        "standard_deviations": texts.standard_deviations,
        "attachments": texts.attachments,
        "clauses": texts.clauses,
        "left_out": frozenset(texts.left_out),
        "choices": texts.choices,
    }


def sub_agreement(src: Source, bound: AgreementProvider) -> SubAgreement:
    """Return the content of a sub-agreement under its base agreement."""
    texts, agreement = src.texts, src.agreement
    if agreement.parent is None:
        raise missing("base agreement")
    return SubAgreement(
        cover=contents.cover(src, agreement.title),
        base=base_reference(agreement.parent, bound),
        authority=contents.authority(src, agreement.authorities[0].party_id),
        contractor=contents.contractor(src, bound),
        lot=_lots(src),
        areas=_areas(src),
        target_group=_needed(texts.target_group, "target_group"),
        excluded=texts.excluded,
        term=contents.paper_term(src),
        local_task=_needed(texts.local_task, "local_task"),
        referrers=texts.referrers,
        access_contact=_needed(texts.access_contact, "access_contact"),
        places=texts.places,
        square=contents.squares(src),
        administration=_needed(texts.administration, "administration"),
        indicators=texts.indicators,
        conversations=texts.conversations,
        voices=_needed(texts.voices, "voices"),
        waiting_days=texts.waiting_days,
        principles=texts.principles,
        development=texts.development,
        key=_key(src),
        price_level=texts.price_level,
        payment=texts.payment,
        account_holders=texts.account_holders,
        subcontractors=contents.subcontractors(src),
        transition=texts.transition,
        deviations=texts.deviations,
        future_transfer=texts.future_transfer,
        clauses=texts.clauses,
        choices=texts.choices,
    )


def base_reference(base: Agreement, bound: AgreementProvider) -> BaseReference:
    """Return how a sub-agreement names its base agreement, with what its numbering follows from."""
    texts = contents.TEXTS.validate_python(base.content)
    left_out = {*texts.left_out, *(() if texts.rewards else ("rewards",))}
    return BaseReference(
        title=base.title,
        reference=base.deed,
        dated_on=base.concluded_on or base.term.starts_on,
        latest_last_day=base.term.latest_last_day.on,
        left_out=frozenset(left_out),
        consortium=bool(bound.consortium),
    )


def moments(src: Source) -> tuple[Moment, ...]:
    """Return the other dates that the parties watch: each step of the back-planning, with its why."""
    leads, term = LeadTimes.of(src.dossier.planning), src.term
    told_elsewhere = {PlanStep.EVALUATION, PlanStep.DECISION, PlanStep.RECEIPT}
    return tuple(
        Moment(
            on=planned.due.on,
            title=f"{language.label(planned.step)} (verlenging {number})",
            why=contents.told(planned.due),
        )
        for number in term.numbers
        for planned in plan(term, number, leads)
        if planned.step not in told_elsewhere
    )


def notice_article(content: PartnershipDeed | BaseAgreement | SubAgreement) -> int:
    """Return the number of the article on extension in the deed that a letter refers to."""
    article = content.article["term" if isinstance(content, SubAgreement) else "extension"]
    if not isinstance(article, Article):
        raise missing("extension")
    return article.number


def _areas(src: Source) -> tuple[Area, ...]:
    lot = _lots(src) or None
    return tuple(Area(name=name, lot=lot) for name in src.agreement.areas)


def _lots(src: Source) -> str:
    """Return the titles of the lots of this agreement."""
    titles = {lot.id: lot.title for lot in src.tender.lots} if src.tender else {}
    return ", ".join(titles.get(lot, lot) for lot in src.agreement.lots)


def _principles(src: Source) -> tuple[Principle, ...]:
    return src.texts.principles or tuple(Principle(title=text, text=text) for text in src.dossier.principles)


def _key(src: Source) -> tuple[KeyShare, ...]:
    return tuple(KeyShare(authority=src.parties[one.authority].name, share=Decimal(one.share)) for one in src.texts.key)


def _needed(value: Needed | None, name: str) -> Needed:
    if value is None:
        raise missing(name)
    return value
