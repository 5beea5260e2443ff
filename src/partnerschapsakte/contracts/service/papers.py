"""Issues the documents of an agreement: deeds, extension letters, evaluation reports and the date table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.awarding.queries.awards import why_not_without_record
from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import Agreement, AgreementProvider, Evaluation, ExtensionDecision
from partnerschapsakte.contracts.rules.deed.agreement import Status
from partnerschapsakte.contracts.rules.deed.date_table import DatedAgreement, DateTable
from partnerschapsakte.contracts.rules.deed.evaluation_report import EvaluationKind, EvaluationReport
from partnerschapsakte.contracts.rules.deed.extension_letter import ExtensionLetter
from partnerschapsakte.contracts.rules.deed.failures import why_not_issue
from partnerschapsakte.contracts.rules.deed.plain import as_plain
from partnerschapsakte.contracts.rules.extension import may_record, recording_not_permitted
from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice, LegalForm
from partnerschapsakte.contracts.service import contents, deeds
from partnerschapsakte.documents.service import issue
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

KINDS = {
    AgreementKind.SINGLE: "partnership_deed",
    AgreementKind.BASE: "base_agreement",
    AgreementKind.SUB: "sub_agreement",
}


CONCLUDED = "Partijen hebben deze evaluatie samen afgerond."
CONCLUDED_WITH_DISSENT = "Partijen hebben deze evaluatie afgerond. Het afwijkende standpunt staat hieronder."


@dataclass(frozen=True, slots=True)
class Press:
    """What every document needs: the transaction, the occasion, and where the templates are."""

    session: Session
    occasion: Occasion
    template_root: Path

    def issue(self, agreement: Agreement, kind: str, title: str, content: object) -> str:
        """Print, prove, keep and record one document about this agreement; return its id."""
        plain: dict[str, Any] = as_plain(content)
        if refusal := why_not_issue(content, final=plain["cover"]["status"] == Status.FINAL.value):
            raise refusal
        issued = issue(
            self.session,
            self.occasion,
            dossier_id=agreement.dossier_id,
            subject=agreement.id,
            kind=kind,
            title=title,
            content=plain,
            template_root=self.template_root,
            about=agreement.title,
        )
        return issued.id


def issue_deed(press: Press, agreement_id: str) -> Sequence[str]:
    """Issue the deed of an agreement: one for each provider or consortium that signs it."""
    agreement = _agreement(press, agreement_id)
    src = contents.source(press.session, agreement, press.occasion.today)
    if contents.is_final(src) and (refusal := _record_missing(press, agreement)):
        raise refusal
    bound = contents.bound_providers(agreement)
    return [_deed(press, src, provider, alone=len(bound) == 1) for provider in bound]


def issue_extension_letter(press: Press, agreement_id: str, point: int) -> Sequence[str]:
    """Issue the letters that give notice of an extension: one for each authority and provider that extends."""
    agreement = _agreement(press, agreement_id).governing
    src = contents.source(press.session, agreement, press.occasion.today)
    decisions = [row for row in agreement.decisions if row.point == point and row.choice is Choice.EXTEND]
    if not decisions:
        raise Refusal(
            Why.CONFLICT,
            "not_decided",
            say("No decision to extend is recorded at this point."),
            rule="46",
            article="Contractstandaard 1.3.3",
            remedy=say("First record the decision."),
        )
    return [_letter(press, src, row) for row in decisions]


def issue_evaluation_report(press: Press, agreement_id: str, point: int) -> str:
    """Issue the report of a concluded evaluation."""
    agreement = _agreement(press, agreement_id).governing
    src = contents.source(press.session, agreement, press.occasion.today)
    row = next((row for row in agreement.evaluations if row.point == point and row.concluded_on), None)
    if row is None:
        raise Refusal(
            Why.CONFLICT,
            "evaluation_open",
            say("The evaluation before extension point {number} is not concluded.", number=point),
            rule="72",
            article="Handreiking taakgericht 5.6",
            remedy=say("First conclude the evaluation."),
        )
    title = f"Evaluatieverslag verlenging {point} {agreement.title}"
    return press.issue(agreement, "evaluation_report", title, _report(src, row, title))


def issue_date_table(press: Press, dossier_id: str) -> str | None:
    """Issue the table of every date of a dossier's agreements, or nothing where there are none."""
    _may_issue(press)
    agreements = [row for row in queries.agreements(press.session, dossier_id) if not row.follows_base]
    if not agreements:
        return None
    sources = [contents.source(press.session, agreement, press.occasion.today) for agreement in agreements]
    title = f"Datumtabel {sources[0].dossier.title}"
    content = DateTable(
        cover=contents.cover(sources[0], title, subject=sources[0].dossier.title, dated_on=press.occasion.today),
        agreements=tuple(_dated(src) for src in sources),
    )
    return press.issue(agreements[0], "date_table", title, content)


def _may_issue(press: Press) -> None:
    if not may_record(press.occasion.actor):
        raise recording_not_permitted()


def _agreement(press: Press, agreement_id: str) -> Agreement:
    _may_issue(press)
    return queries.agreement(press.session, agreement_id)


def _record_missing(press: Press, agreement: Agreement) -> Refusal | None:
    """Say why no deed is made for signing: rule 38; a draft goes round before that."""
    call_off = agreement.legal_form is LegalForm.CALL_OFF
    return why_not_without_record(press.session, agreement.dossier_id, call_off=call_off)


def _deed(press: Press, src: contents.Source, provider: AgreementProvider, *, alone: bool) -> str:
    agreement = src.agreement
    title = agreement.title if alone else f"{agreement.title} met {src.parties[provider.party_id].name}"
    return press.issue(agreement, KINDS[agreement.kind], title, deeds.deed(src, provider))


def _letter(press: Press, src: contents.Source, row: ExtensionDecision) -> str:
    agreement = src.agreement
    bound = next(seat for seat in agreement.providers if seat.party_id == row.provider_id)
    together = contents.contractor(src, bound)
    title = f"Aanzegging verlenging {row.point} {agreement.title}{_between(src, row)}"
    evaluation = src.term.evaluation(row.point)
    later = [number for number in src.term.numbers if number > row.point]
    content = ExtensionLetter(
        cover=contents.cover(src, title, dated_on=row.notice.sent_on if row.notice else row.decided_on),
        authority=contents.authority(src, row.authority_id),
        addressee=contents.provider(src.parties[row.provider_id]),
        agreement=agreement.title,
        agreement_reference=agreement.deed,
        agreement_dated_on=src.dated_on,
        option=contents.option(src.term, row.point),
        decision=contents.decision_of(src, row),
        notice_article=deeds.notice_article(deeds.deed(src, bound)),
        evaluation_concluded_on=evaluation.concluded_on if evaluation else None,
        on_behalf_of=tuple(member.name for member in together.members) if together.is_consortium else (),
        of_sub_agreement=agreement.kind is AgreementKind.SUB,
        next_option=contents.option(src.term, later[0]) if later else None,
    )
    return press.issue(agreement, "extension_letter", title, content)


def _between(src: contents.Source, row: ExtensionDecision) -> str:
    """Name who writes to whom, where one agreement has several letters."""
    if len(src.term.relations) == 1:
        return ""
    return f", {src.parties[row.authority_id].name} aan {src.parties[row.provider_id].name}"


def _report(src: contents.Source, row: Evaluation, title: str) -> EvaluationReport:
    term, point = src.term, row.point
    first = term.term.starts_on if point == 1 else term.term.point(point - 1).extends.since
    concluded_on = row.concluded_on or src.today
    dissents = "; ".join(f"{src.parties[one.party_id].name}: {one.reason}" for one in row.dissents)
    return EvaluationReport(
        cover=contents.cover(src, title, dated_on=concluded_on),
        kind=EvaluationKind.INTERIM,
        agreement=src.agreement.title,
        agreement_reference=src.agreement.deed,
        authorities=contents.authorities(src),
        contractor=contents.contractor(src, contents.bound_providers(src.agreement)[0]),
        period_from=first,
        period_until=concluded_on,
        participants=tuple(row.participants),
        method=row.method,
        authority_judgement=row.findings,
        provider_judgement=row.provider_view,
        findings=(),
        lessons=tuple(row.lessons),
        residents_judgement=row.residents_view or None,
        conclusion=CONCLUDED_WITH_DISSENT if dissents else CONCLUDED,
        concluded_on=row.concluded_on,
        option_number=point,
        advice=language.label(row.advice) if row.advice else None,
        dissent=dissents or None,
    )


def _dated(src: contents.Source) -> DatedAgreement:
    names = [
        *(one.legal_name for one in contents.authorities(src)),
        *(src.parties[row.party_id].name for row in src.agreement.providers),
    ]
    return DatedAgreement(
        title=src.agreement.title,
        reference=src.agreement.deed,
        parties=", ".join(names),
        term=contents.paper_term(src),
        moments=deeds.moments(src),
    )
