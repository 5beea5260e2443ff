"""What must hold when a call goes out: Europe first (rule 2), and the documents complete and free (rule 7)."""

from datetime import date, timedelta

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import NoticeKind
from partnerschapsakte.tendering.rules.happened import TenderPublished

HOURS_48 = timedelta(days=2)
"""After so long without a confirmation one may publish elsewhere; in days: on the second day at the earliest."""


def first_day_elsewhere(fact: TenderPublished) -> date | None:
    """Return the first day on which a call can be published here, as far as is told (Aw 2.60, 2.65)."""
    waited = fact.receipt_confirmed_on + HOURS_48 if fact.receipt_confirmed_on else None
    days = [day for day in (fact.european_on, waited) if day is not None]
    return min(days) if days else None


def why_not_announce(fact: TenderPublished) -> Refusal | None:
    """Say why a call cannot be published so, or None if it can (rules 2 and 7); what is not told is not judged."""
    first = first_day_elsewhere(fact)
    if fact.notice is not NoticeKind.NATIONAL and first is not None and fact.published_on < first:
        return Refusal(
            Why.CONFLICT,
            "europe_first",
            say("Before {day} the call could not be published here: Europe had not confirmed its own.", day=first),
            rule="2",
            article="Aw 2.60, 2.65",
            remedy=say("Publish after the European confirmation, or 48 hours after that of receipt."),
        )
    if fact.documents_complete is False:
        return Refusal(
            Why.CONFLICT,
            "documents_incomplete",
            say("From the publication on, all documents must be there: complete, free, direct and electronic."),
            rule="7",
            article="Aw 2.66",
            remedy=say("Put the documents that lack where everybody can fetch them first."),
        )
    if fact.documents_complete and not fact.documents_address:
        return Refusal(
            Why.INVALID,
            "documents_nowhere",
            say("Tell where everybody can fetch the documents."),
            rule="7",
            article="Aw 2.66",
        )
    return None
