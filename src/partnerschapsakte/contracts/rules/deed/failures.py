"""Finds everything that makes a deed fail, and refuses to issue it: one list for the page, one answer for the act."""

from collections.abc import Iterator
from dataclasses import replace

from partnerschapsakte.contracts.rules.deed import structure
from partnerschapsakte.contracts.rules.deed.agreement import Agreement, LegalForm
from partnerschapsakte.contracts.rules.deed.articles import Article, ArticleSpec, Inheritance
from partnerschapsakte.contracts.rules.deed.base_agreement import BaseAgreement
from partnerschapsakte.contracts.rules.deed.date_table import DateTable
from partnerschapsakte.contracts.rules.deed.evaluation_report import EvaluationReport
from partnerschapsakte.contracts.rules.deed.extension_letter import ExtensionLetter
from partnerschapsakte.contracts.rules.deed.soundness import (
    attachment_findings,
    authority_findings,
    contractor_findings,
    indicator_findings,
    option_findings,
    representation_findings,
    square_findings,
    term_findings,
    topic_findings,
)
from partnerschapsakte.contracts.rules.deed.sub_agreement import SubAgreement
from partnerschapsakte.contracts.rules.deed.wording import clause_findings, found, names_in, texts_of, unfinished
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import say

FRAMEWORK_MONTHS = 48
"""Aw 2.140(3): a framework agreement lasts four years at most, unless exceptional and motivated."""
LONG_MONTHS = 48
REFUSED, WARNING, INFO = Level.REFUSED, Level.WARNING, Level.INFO
ARTICLES: dict[str, ArticleSpec] = {spec.key: spec for chapter in structure.CHAPTERS for spec in chapter.articles}


def missing(content: object, *, names_kept_out: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """List all that is wrong: refused in any status, a warning where only a final version must not have it."""
    texts = texts_of(content)
    return (*_own_findings(content), *names_in(texts, names_kept_out), *unfinished(texts))


def why_not_issue(content: object, *, final: bool, names_kept_out: tuple[str, ...] = ()) -> Refusal | None:
    """Say why this paper cannot be issued (a draft may still have open ends), or None if it can."""
    stops = {REFUSED, WARNING} if final else {REFUSED}
    found_here = [finding for finding in missing(content, names_kept_out=names_kept_out) if finding.level in stops]
    if not found_here:
        return None
    first = found_here[0]
    return Refusal(
        Why.INVALID,
        "document_incomplete",
        say(
            "{count} points stand in the way. The first, at {where}: {first}",
            count=len(found_here),
            where=first.where,
            first=first.message,
        ),
        rule=first.rule,
        article=first.source,
        remedy=say("Complete the data of the agreement and issue the document again."),
    )


def _own_findings(content: object) -> Iterator[Finding]:
    match content:
        case Agreement():
            yield from _of_agreement(content)
        case SubAgreement():
            yield from _of_sub_agreement(content)
        case ExtensionLetter():
            yield from _of_letter(content)
        case EvaluationReport():
            yield from _of_report(content)
        case DateTable():
            for at, agreement in enumerate(content.agreements):
                for finding in term_findings(agreement.term):
                    yield replace(finding, where=f"agreements[{at}].{finding.where}")
        case _:
            raise TypeError(type(content).__name__)


def _of_agreement(content: Agreement) -> Iterator[Finding]:
    yield from authority_findings(content.authorities)
    yield from contractor_findings(content.contractor)
    yield from term_findings(content.term)
    yield from _form_findings(content)
    yield from _scope_findings(content)
    yield from square_findings(content.square, content.term)
    yield from indicator_findings(content.indicators)
    yield from topic_findings(content.topics)
    yield from attachment_findings(content.attachments)
    yield from _left_out_findings(content)
    present = frozenset(key for key, article in content.article.items() if isinstance(article, Article))
    yield from clause_findings(content.clauses, present)
    if isinstance(content, BaseAgreement):
        yield from _base_findings(content)


def _form_findings(content: Agreement) -> Iterator[Finding]:
    longest = content.term.longest_months
    if content.legal_form is None:
        yield found(
            REFUSED, 7, say("The deed does not say what it is: public contract or framework."), "legal_form", "40"
        )
    if content.legal_form is LegalForm.FRAMEWORK and longest > FRAMEWORK_MONTHS and not content.framework_reason:
        message = say("A framework agreement of {months} months needs a motivation.", months=longest)
        yield found(REFUSED, 7, message, "framework_reason", "41")
    if longest > LONG_MONTHS and not content.recitals.duration_reason.strip():
        message = say("The length of {months} months is not motivated.", months=longest)
        yield found(WARNING, 7, message, "recitals.duration_reason", "42")


def _scope_findings(content: Agreement) -> Iterator[Finding]:
    if not content.areas:
        yield found(REFUSED, 8, say("The deed names no area."), "areas")
    if not content.laws:
        yield found(REFUSED, 10, say("The deed names no law."), "laws")
    if not content.principles:
        yield found(WARNING, 10, say("The deed has no guiding principles."), "principles")
    if not content.conversations:
        yield found(WARNING, 10, say("The deed has no conversation cycle."), "conversations")
    if not (content.task.included and content.task.excluded):
        yield found(WARNING, 10, say("The deed does not say what belongs to the task and what does not."), "task")


def _left_out_findings(content: Agreement) -> Iterator[Finding]:
    for key in sorted(content.left_out):
        spec = ARTICLES.get(key)
        if spec is None or not spec.optional:
            point = {"client_position": 12, "exit": 13, "rank": 8}.get(key, 10)
            rule = "71" if key == "client_position" else None
            yield found(
                REFUSED,
                point,
                say("The article {article} cannot be left out.", article=spec.title if spec else key),
                "left_out",
                rule,
            )


def _base_findings(content: BaseAgreement) -> Iterator[Finding]:
    if not content.may_conclude:
        message = say("The base agreement does not name who may conclude a sub-agreement.")
        yield found(REFUSED, 8, message, "may_conclude", "43")
    if not content.annex["model_sub_agreement"].present:
        yield found(INFO, 8, say("The base agreement has no model of a sub-agreement as its annex."), "attachments")
    if len(content.authorities) > 1 and not content.annex["municipal_cooperation"].present:
        yield found(
            INFO, 8, say("Several municipalities need a cooperation agreement with mandate."), "attachments", "73"
        )


def _of_sub_agreement(content: SubAgreement) -> Iterator[Finding]:
    yield from authority_findings((content.authority,))
    yield from contractor_findings(content.contractor)
    yield from term_findings(content.term)
    yield from square_findings(content.square, content.term)
    yield from indicator_findings(content.indicators)
    latest = content.term.latest_last_day
    if latest is not None and latest > content.base.latest_last_day:
        message = say(
            "The sub-agreement ends on {end}, later than its base agreement on {base}.",
            end=latest,
            base=content.base.latest_last_day,
        )
        yield found(REFUSED, 19, message, "term.latest_last_day")
    if not content.areas:
        yield found(REFUSED, 8, say("The deed names no area."), "areas")
    yield from _deviation_findings(content)
    present = frozenset(key for key, article in content.article.items() if isinstance(article, Article))
    yield from clause_findings(content.clauses, present)


def _deviation_findings(content: SubAgreement) -> Iterator[Finding]:
    for at, deviation in enumerate(content.deviations):
        where = f"deviations[{at}]"
        article = content.base.article.get(deviation.article)
        if not isinstance(article, Article):
            yield found(
                REFUSED, 19, say("The base agreement has no article {article}.", article=deviation.article), where
            )
        elif article.inheritance in {Inheritance.FIXED, Inheritance.IRRELEVANT}:
            message = say(
                "Article {number} {title} of the base agreement is fixed.", number=article.number, title=article.title
            )
            yield found(REFUSED, 19, message, where)
        if not deviation.reason.strip():
            yield found(REFUSED, 19, say("A deviation needs a reason."), where)


def _of_letter(content: ExtensionLetter) -> Iterator[Finding]:
    yield from option_findings(content.option, "option")
    yield from representation_findings(content.authority.represented_by, "authority")
    if content.cover.dated_on > content.option.decide_by:
        message = say(
            "The notice is dated after {decide_by}, the last day on which it must be received.",
            decide_by=content.option.decide_by,
        )
        yield found(REFUSED, 3, message, "cover.dated_on", "46")
    if content.decision.decided_on > content.cover.dated_on:
        yield found(REFUSED, 3, say("The decision is dated after the notice."), "decision.decided_on", "45")


def _of_report(content: EvaluationReport) -> Iterator[Finding]:
    for at, authority in enumerate(content.authorities):
        yield from representation_findings(authority.represented_by, f"authorities[{at}]")
    for at, member in enumerate(content.contractor.members):
        yield from representation_findings(member.represented_by, f"contractor.members[{at}]")
    if content.concluded_on is None:
        yield found(WARNING, 20, say("The evaluation is not concluded yet."), "concluded_on", "72")
