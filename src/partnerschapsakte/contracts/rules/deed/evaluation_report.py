"""Holds the content of an evaluation report: two judgements, figures with their interpretation, lessons, follow-up."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from partnerschapsakte.contracts.rules.deed.agreement import Cover
from partnerschapsakte.contracts.rules.deed.parties import Authority, Contractor
from partnerschapsakte.contracts.rules.deed.phrasing import sentence


class EvaluationKind(StrEnum):
    """Which look back it is."""

    YEARLY = "yearly"
    INTERIM = "interim"
    FINAL = "final"
    VISITATION = "visitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A theme or indicator: what was seen and what people make of it."""

    theme: str
    seen: str
    interpretation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What follows, who does it and when it is done."""

    action: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationReport:
    """The report of one evaluation; participants are roles, never names of residents."""

    cover: Cover
    kind: EvaluationKind
    agreement: str
    agreement_reference: str
    authorities: tuple[Authority, ...]
    contractor: Contractor
    period_from: date
    period_until: date
    participants: tuple[str, ...]
    method: str
    authority_judgement: str
    provider_judgement: str
    findings: tuple[Finding, ...]
    lessons: tuple[str, ...]
    conclusion: str
    concluded_on: date | None = None
    residents_judgement: str | None = None
    option_number: int | None = None
    advice: str | None = None
    dissent: str | None = None
    actions: tuple[Action, ...] = ()

    @property
    def advice_sentence(self) -> str | None:
        """Return the advice as a sentence."""
        return sentence(self.advice) if self.advice else None
