"""When a call goes out: Europe first (rule 2), and the documents complete and free from that day (rule 7)."""

from dataclasses import replace
from datetime import date

import pytest

from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules.facts import NoticeKind
from partnerschapsakte.tendering.rules.happened import TenderPublished
from partnerschapsakte.tendering.rules.publishing import first_day_elsewhere, why_not_announce

CALL = TenderPublished(subject="t", published_on=date(2026, 3, 5), reference="TN-1", notice=NoticeKind.CONTRACT_NOTICE)


def code(refusal: Refusal | None) -> tuple[str | None, str | None]:
    return (refusal.code, refusal.rule) if refusal else (None, None)


@pytest.mark.parametrize(
    ("receipt", "european", "refused"),
    [
        (None, None, None),
        (None, date(2026, 3, 5), None),
        (None, date(2026, 3, 6), "europe_first"),
        (date(2026, 3, 3), None, None),
        (date(2026, 3, 4), None, "europe_first"),
        (date(2026, 3, 3), date(2026, 3, 9), None),
        (date(2026, 3, 4), date(2026, 3, 5), None),
    ],
)
def test_rule_2_nothing_is_published_before_europe_confirmed_or_48_hours_passed(
    receipt: date | None, european: date | None, refused: str | None
) -> None:
    told = replace(CALL, receipt_confirmed_on=receipt, european_on=european)
    assert code(why_not_announce(told)) == (refused, "2" if refused else None)


def test_rule_2_is_about_european_notices_only() -> None:
    told = replace(CALL, notice=NoticeKind.NATIONAL, european_on=date(2026, 3, 9))
    assert why_not_announce(told) is None
    assert first_day_elsewhere(CALL) is None


def test_rule_7_the_documents_are_complete_and_free_from_the_publication_on() -> None:
    assert code(why_not_announce(replace(CALL, documents_complete=False))) == ("documents_incomplete", "7")
    assert code(why_not_announce(replace(CALL, documents_complete=True))) == ("documents_nowhere", "7")
    assert why_not_announce(replace(CALL, documents_complete=True, documents_address="TenderNed 123")) is None
