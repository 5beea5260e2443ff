"""What can happen to a template that a lawyer uploads for a dossier: it is checked, and usable or refused."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.documents.rules.files import is_guest, reads_all, role_missing
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Finding, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

KIND_NAMES: dict[str, Sentence] = {
    "partnership_deed": say("Partnership deed"),
    "base_agreement": say("Base agreement"),
    "sub_agreement": say("Sub-agreement"),
    "extension_letter": say("Extension letter"),
    "evaluation_report": say("Evaluation report"),
    "date_table": say("Date table"),
    "procurement_strategy": say("Procurement strategy note"),
    "selection_guide": say("Selection guide"),
    "admission_letter": say("Admission letter"),
    "non_admission_letter": say("Letter of no admission"),
    "phase_out_note": say("Note of handing over"),
    "clarification_note": say("Clarification note"),
    "dialogue_document": say("Dialogue document"),
    "dialogue_invitation": say("Invitation to the dialogue"),
    "tender_invitation": say("Invitation to tender"),
    "input_letter": say("Letter about what was done with input"),
    "record_of_opening": say("Record of the opening of a vault"),
    "bid_opening": say("Record of the opening of bids"),
    "score_form": say("Score form"),
    "client_score_form": say("Score form for client representatives"),
    "assessment_report": say("Assessment report"),
    "award_letter": say("Award letter"),
    "rejection_letter": say("Rejection letter"),
    "record_of_proceedings": say("Record of proceedings"),
    "notice_sheet": say("Fill-in sheet for TenderNed"),
}
"""Kinds of which somebody may upload a template. Minutes are none: their filled-in form is read back by its labels."""


class TemplateState(StrEnum):
    """Whether an uploaded template may be used."""

    USABLE = "usable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUploaded(Fact):
    """A template of a dossier was uploaded and checked; ``subject`` is its id."""

    tag: ClassVar[str] = "document:template:uploaded"
    kind: str
    version: int
    name: str
    sha256: str
    state: TemplateState
    findings: int
    missing: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Fields:
    """The data items of a template beside those that there are: what it asks in vain, and what it leaves out."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def compare_fields(asked: Collection[str], known: Collection[str]) -> Fields:
    """Return which data items a template asks that do not exist, and which it does not print.

    ``parties[].name`` is a path. Who asks ``parties[].name`` has also asked ``parties[]`` and ``parties``.
    """
    there_is = {step for path in known for step in _steps(path)}
    there_is |= {relative for path in known for relative in _relatives(path, there_is)}
    used = {step for path in asked for step in _steps(path)}
    return Fields(
        tuple(sorted(path for path in asked if path.removesuffix("[]") not in there_is)),
        tuple(sorted(path for path in known if path.removesuffix("[]") not in used)),
    )


def _relatives(path: str, there_is: Collection[str]) -> list[str]:
    """Return ``article.payment.number`` for ``article.term.number``: each article has what another article has."""
    family, _, rest = path.partition(".")
    member, _, leaf = rest.partition(".")
    if family.endswith("]") or not leaf or "." in leaf:
        return []
    members = {step.split(".")[1] for step in there_is if step.startswith(f"{family}.")}
    return [f"{family}.{one}.{leaf}" for one in members if one != member]


def _steps(path: str) -> list[str]:
    """Return a path and what it lies in: ``a[].b`` gives ``a`` and ``a[].b``."""
    pieces = path.split(".")
    return [".".join(pieces[: number + 1]).removesuffix("[]") for number in range(len(pieces))]


def state_of(findings: Collection[Finding]) -> TemplateState:
    """Return whether a template may be used.

    One that asks what may not exist is usable: where the data item really lacks, the document is refused, never empty.
    """
    return TemplateState.REFUSED if findings else TemplateState.USABLE


def why_not_upload_template(actor: Actor) -> Refusal | None:
    """Say why this actor cannot upload a template, or None if they can."""
    if not is_guest(actor) and actor.may_act_as(Role.LEGAL_OFFICER):
        return None
    refusal = role_missing()
    refusal.remedy = say("Ask the legal officer of the dossier.")
    return refusal


def may_read_templates(actor: Actor) -> bool:
    """Tell whether this actor may see the templates of a dossier."""
    return reads_all(actor)


def uploaded_template_not_found() -> Refusal:
    """Return the refusal for a template that does not exist, or not for who asks."""
    return Refusal(Why.NOT_FOUND, "template_not_found", say("There is no such template."))
