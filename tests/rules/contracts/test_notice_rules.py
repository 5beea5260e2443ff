"""The notice: sent, received in time, lapsed, or continued anyway (rule 46)."""

from datetime import date

import pytest

from partnerschapsakte.contracts.rules import notice
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import Decided, TermInForce
from partnerschapsakte.foundation.outcomes import Refusal
from rules.contracts.partnerships import AUDITOR, CONTRACT_MANAGER, MANDATE_HOLDER, ONE, TWO, extended, in_force

JUNE = date(2022, 6, 15)
DECIDED = Decided(1, ONE, Choice.EXTEND, date(2022, 4, 1))


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("term", "sent_on", "today", "expected"),
    [
        (in_force(DECIDED), date(2022, 5, 1), JUNE, None),
        (in_force(), date(2022, 5, 1), JUNE, "not_decided"),
        (in_force(DECIDED), date(2022, 3, 1), JUNE, "notice_before_decision"),
        (in_force(DECIDED), date(2022, 6, 16), JUNE, "day_in_future"),
        (in_force(DECIDED), date(2022, 7, 1), date(2022, 7, 2), "notice_too_late"),
        (in_force(extended(1, ONE, None)), date(2022, 5, 2), JUNE, "notice_already_sent"),
        (in_force(Decided(1, ONE, Choice.LET_LAPSE, date(2022, 4, 1))), date(2022, 5, 1), JUNE, "not_decided"),
    ],
)
def test_a_notice_follows_its_decision_and_is_in_time(
    term: TermInForce, sent_on: date, today: date, expected: str | None
) -> None:
    assert code(notice.why_not_send_notice(term, 1, ONE, sent_on, actor=CONTRACT_MANAGER, today=today)) == expected


@pytest.mark.parametrize(
    ("term", "received_on", "today", "expected"),
    [
        (in_force(extended(1, ONE, None)), date(2022, 6, 1), JUNE, None),
        (in_force(extended(1, ONE, None)), date(2022, 6, 30), date(2022, 9, 1), None),
        (in_force(extended(1, ONE, None)), date(2022, 7, 1), date(2022, 9, 1), "notice_too_late"),
        (in_force(extended(1, ONE, None)), date(2022, 4, 30), JUNE, "receipt_before_notice"),
        (in_force(DECIDED), date(2022, 6, 1), JUNE, "notice_not_sent"),
        (in_force(extended(1, ONE, date(2022, 6, 1))), date(2022, 6, 2), JUNE, "receipt_already_proven"),
    ],
)
def test_a_receipt_follows_its_notice_and_counts_only_in_time(
    term: TermInForce, received_on: date, today: date, expected: str | None
) -> None:
    found = notice.why_not_prove_receipt(term, 1, ONE, received_on, actor=CONTRACT_MANAGER, today=today)

    assert code(found) == expected


def test_a_late_receipt_names_rule_and_article_and_the_way_out() -> None:
    found = notice.why_not_prove_receipt(
        in_force(extended(1, ONE, None)), 1, ONE, date(2022, 7, 1), actor=CONTRACT_MANAGER, today=date(2022, 9, 1)
    )

    assert found is not None
    assert (found.rule, found.article) == ("46", "Contractstandaard 1.3.3, BW 3:37")
    assert found.remedy is not None


def test_an_auditor_sends_nothing() -> None:
    found = notice.why_not_send_notice(in_force(DECIDED), 1, ONE, date(2022, 5, 1), actor=AUDITOR, today=JUNE)

    assert code(found) == "role_missing"


def test_a_proven_receipt_tells_the_new_last_day() -> None:
    proven = notice.prove_receipt(
        "akte", in_force(extended(1, ONE, None)), 1, ONE, JUNE, "aangetekend", actor=CONTRACT_MANAGER, today=JUNE
    )

    assert proven.last_day_after == date(2024, 12, 31)


def test_every_lapsed_option_becomes_one_fact_for_each_provider() -> None:
    term = in_force(extended(1, ONE, JUNE), relations=(ONE, TWO))

    lapsed = notice.lapsed_options("akte", term, date(2022, 7, 1))

    assert [(fact.point, fact.provider_id, fact.last_day) for fact in lapsed] == [(1, "de-linde", date(2022, 12, 31))]
    assert notice.lapsed_options("akte", term, date(2022, 6, 30)) == ()


def test_only_a_mandate_holder_continues_anyway_and_only_after_a_lapse() -> None:
    term, later = in_force(), date(2022, 8, 1)

    assert code(notice.why_not_continue_anyway(term, 1, ONE, actor=CONTRACT_MANAGER, today=later)) == "mandate_missing"
    assert code(notice.why_not_continue_anyway(term, 1, ONE, actor=MANDATE_HOLDER, today=JUNE)) == "not_lapsed"
    assert code(notice.why_not_continue_anyway(term, 1, ONE, actor=MANDATE_HOLDER, today=later)) is None


def test_an_option_that_was_let_lapse_is_not_continued() -> None:
    term = in_force(Decided(1, ONE, Choice.LET_LAPSE, date(2022, 4, 1)))

    found = notice.why_not_continue_anyway(term, 1, ONE, actor=MANDATE_HOLDER, today=date(2022, 8, 1))

    assert code(found) == "let_lapse_decided"


def test_continuing_records_ground_and_risk() -> None:
    fact = notice.continue_anyway(
        "akte", in_force(), 1, ONE, "Zorgcontinuïteit", "Aanvechtbaar", actor=MANDATE_HOLDER, today=date(2022, 8, 1)
    )

    assert (fact.ground, fact.risk, fact.last_day_after) == ("Zorgcontinuïteit", "Aanvechtbaar", date(2024, 12, 31))
