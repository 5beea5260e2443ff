"""Holds the content of a date table: every date that the parties of one or more agreements watch, with its why."""

from dataclasses import dataclass

from partnerschapsakte.contracts.rules.deed.agreement import Cover
from partnerschapsakte.contracts.rules.deed.term import Moment, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedAgreement:
    """One agreement with its term and its other moments."""

    title: str
    reference: str
    parties: str
    term: Term
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTable:
    """The dates of all agreements of one dossier."""

    cover: Cover
    agreements: tuple[DatedAgreement, ...]
