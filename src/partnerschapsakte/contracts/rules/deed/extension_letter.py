"""Holds the content of the letter that gives notice of an extension (aanzegging, never opzegging)."""

from dataclasses import dataclass
from datetime import date

from partnerschapsakte.contracts.rules.deed.agreement import Cover
from partnerschapsakte.contracts.rules.deed.parties import Authority, Decision, Provider
from partnerschapsakte.contracts.rules.deed.partnership import listed
from partnerschapsakte.contracts.rules.deed.term import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionLetter:
    """A notice from one authority to one provider that an option of their agreement is used."""

    cover: Cover
    authority: Authority
    addressee: Provider
    agreement: str
    agreement_reference: str
    agreement_dated_on: date
    option: Option
    decision: Decision
    notice_article: int
    of_sub_agreement: bool = False
    evaluation_concluded_on: date | None = None
    on_behalf_of: tuple[str, ...] = ()
    next_option: Option | None = None

    @property
    def on_behalf_of_names(self) -> str:
        """Return the members of the consortium, in one phrase; empty for a single provider."""
        return listed(self.on_behalf_of)
