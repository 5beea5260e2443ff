"""The steps that put agreements on record, with the texts of their deeds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from partnerschapsakte.cases.consistency import initial_months
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.papers import print_papers
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.agreements import Agreement, Term
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.rules.agreement import findings, why_not_conclude
from partnerschapsakte.contracts.rules.deed.texts import DeedTexts
from partnerschapsakte.contracts.rules.kinds import AgreementKind
from partnerschapsakte.contracts.schemas import ConcludeAgreement, ProviderSeat, TermTerms, YearSquare
from partnerschapsakte.contracts.service.agreements import conclude_agreement, draft_of
from partnerschapsakte.contracts.service.papers import issue_deed
from partnerschapsakte.dossiers.rules import Post

ROOT, SUB, DEED = 30, 31, 32
TEXTS = TypeAdapter(DeedTexts)


def steps(case: CaseFile, opened_on: date) -> Iterator[Step]:
    """Yield the agreements by the day of signing; one without it stands from the opening of the dossier."""
    for key, agreement in case.agreements.items():
        on = max(opened_on, agreement.signed_on or opened_on)
        rank = SUB if agreement.kind is AgreementKind.SUB else ROOT
        path: Path = ("agreements", key)
        yield Step(on, rank, path, _concluding(key, agreement, on), rests_on=(key, 0))
        if agreement.deed:
            yield Step(on, DEED, (*path, "deed"), _printing(key, on), (key, 0), is_paper=True)


def manager_of(case: CaseFile) -> str:
    """Name the contract manager of the dossier."""
    return case.dossier.posts[Post.CONTRACT_MANAGER][0]


def _concluding(key: str, agreement: Agreement, on: date) -> Act:
    def act(stage: Stage) -> None:
        occasion = stage.occasion("agreements", on, stage.actor(manager_of(stage.case)))
        command = _command(stage, key, agreement)
        base = queries.agreement(stage.session, command.parent_id) if command.parent_id else None
        reasons = why_not_conclude(draft_of(command, base), actor=occasion.actor, today=occasion.today)
        for refusal in reasons[1:]:
            stage.tell(refusal, ("agreements", key))
        place = stage.checked.source.place(stage.checked.path(("agreements", key))).in_file
        stage.notes += [replace(finding, where=place) for finding in findings(draft_of(command, base))]
        stage.agreements[key] = conclude_agreement(stage.session, occasion, stage.dossier_id, command).id

    return act


def _printing(key: str, on: date) -> Act:
    def act(stage: Stage) -> None:
        print_papers(stage, on, manager_of(stage.case), lambda press: issue_deed(press, stage.agreements[key]))

    return act


def _command(stage: Stage, key: str, agreement: Agreement) -> ConcludeAgreement:
    return ConcludeAgreement(
        kind=agreement.kind,
        parent_id=stage.agreements.get(agreement.parent) if agreement.parent else None,
        key=key,
        deed=agreement.number,
        title=agreement.title,
        legal_form=agreement.legal_form,
        duration_motivation=agreement.duration_motivation or "",
        cooperation_agreement=agreement.cooperation_agreement or "",
        authorities=tuple(stage.parties[name] for name in agreement.authorities),
        providers=tuple(
            ProviderSeat(
                party_id=stage.parties[one.organisation],
                role=one.role,
                consortium=one.consortium or "",
                share=one.share,
            )
            for one in agreement.providers
        ),
        subcontracting_limit=agreement.subcontracting_limit,
        lots=agreement.lots,
        areas=agreement.areas,
        term=_terms(agreement.term) if agreement.term else None,
        budget=tuple(
            YearSquare(year=year, amount=one.amount, clients=one.clients, indexed_from=one.indexed_from)
            for year, one in sorted(agreement.budget.years.items())
        ),
        concluded_on=agreement.signed_on,
        signed_early_because=agreement.signed_early_because,
        content=_content(stage, agreement.deed) if agreement.deed else {},
    )


def _terms(term: Term) -> TermTerms:
    return TermTerms(
        starts_on=term.starts_on,
        initial_months=initial_months(term) or 0,
        options=term.options,
        convention=term.convention,
        notice_lead_months=term.notice_lead_months,
        evaluation_lead_months=term.evaluation_lead_months,
        decision_lead_days=term.decision_lead_days,
    )


def _content(stage: Stage, deed: DeedTexts) -> dict[str, Any]:
    """Return the texts as the agreement keeps them: organisations by their id."""
    content: dict[str, Any] = TEXTS.dump_python(deed, mode="json", exclude_defaults=True)
    for share in content.get("key", []):
        share["authority"] = stage.parties[share["authority"]]
    for part in content.get("subcontracted", []):
        part["organisation"] = stage.parties[part["organisation"]]
    return content
