"""What an assignment is worth, and which notices that asks for: the vectors of the law, and the edges."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.tendering.rules import value
from partnerschapsakte.tendering.rules.facts import EstimationMethod, NoticeKind, Procedure
from partnerschapsakte.tendering.rules.value import PriceBasis

DAY = date(2026, 11, 1)
NINE_YEARS = 108


def basis(monthly: str, months: int, *, has_total: bool) -> PriceBasis:
    return PriceBasis(monthly=Decimal(monthly), months=months, has_total=has_total)


@pytest.mark.parametrize(
    ("made_of", "method", "worth"),
    [
        (basis("833333.33", NINE_YEARS, has_total=False), EstimationMethod.MONTHLY_X48, "39999999.84"),
        (basis("833333.33", 36, has_total=False), EstimationMethod.TOTAL, "29999999.88"),
        (basis("833333.33", 48, has_total=False), EstimationMethod.TOTAL, "39999999.84"),
        (basis("100000.00", NINE_YEARS, has_total=True), EstimationMethod.TOTAL, "10800000.00"),
    ],
)
def test_the_vectors_of_the_law(made_of: PriceBasis, method: EstimationMethod, worth: str) -> None:
    assert (value.method_for(made_of), value.estimate(made_of)) == (method, Decimal(worth))


def test_a_fixed_budget_of_ten_million_a_year_for_nine_years_is_ninety_million() -> None:
    assert value.estimate(basis("10000000.00", 9, has_total=True)) == Decimal(90_000_000)


@pytest.mark.parametrize(("yearly", "european"), [("83333", False), ("83334", True)])
def test_rule_4_the_threshold_decides_on_a_euro(yearly: str, european: bool) -> None:
    worth = Decimal(yearly) * 9
    assert value.is_european(worth, DAY) is european
    refusal = value.why_not_notice(worth, NoticeKind.NATIONAL, DAY)
    assert (refusal is not None) is european
    assert refusal is None or (refusal.rule, refusal.code) == ("4", "european_notice_needed")


@pytest.mark.parametrize("notice", [NoticeKind.PRIOR_NOTICE, NoticeKind.CONTRACT_NOTICE])
def test_a_european_notice_is_always_enough(notice: NoticeKind) -> None:
    assert value.why_not_notice(Decimal(90_000_000), notice, DAY) is None


def test_rule_5_an_estimate_by_the_other_method_is_refused() -> None:
    units = basis("833333.33", NINE_YEARS, has_total=False)
    refusal = value.why_not_estimate(None, EstimationMethod.TOTAL, units)
    assert refusal is not None
    assert (refusal.rule, refusal.article) == ("5", "Aw 2.17")
    assert value.why_not_estimate(None, EstimationMethod.MONTHLY_X48, units) is None


def test_rule_5_an_estimate_that_is_not_the_sum_of_its_parts_is_refused() -> None:
    units = basis("833333.33", NINE_YEARS, has_total=False)
    refusal = value.why_not_estimate(Decimal("40000000.00"), None, units)
    assert refusal is not None
    assert refusal.code == "estimate_differs"
    assert value.why_not_estimate(Decimal("39999999.84"), None, units) is None


@pytest.mark.parametrize("cpv", ["85000000", "85300000-2", "85311300", "85323000", "80110000", "98133000"])
def test_rule_3_social_services_are_on_the_list(cpv: str) -> None:
    assert value.is_social(cpv)


@pytest.mark.parametrize("cpv", ["45000000", "33100000-1", "72000000", ""])
def test_rule_3_other_codes_give_a_warning_and_no_refusal(cpv: str) -> None:
    told = value.findings(procedure=Procedure.SAS_DIALOGUE, cpv=cpv, lots=2, lots_reason="", value=Decimal(1_000_000))
    assert [one.rule for one in told] == ["3"]


def test_rule_6_one_lot_without_a_reason_gives_a_warning() -> None:
    def rules(lots: int, reason: str) -> list[str | None]:
        told = value.findings(
            procedure=Procedure.SAS_DIALOGUE, cpv="85300000", lots=lots, lots_reason=reason, value=Decimal(1)
        )
        return [one.rule for one in told]

    assert rules(1, "") == ["6"]
    assert rules(1, "De taak is niet te splitsen.") == []
    assert rules(2, "") == []


@given(
    monthly=st.decimals(min_value=1, max_value=10**7, places=2),
    months=st.integers(1, 240),
    has_total=st.booleans(),
)
def test_an_estimate_is_never_more_than_the_whole_term(monthly: Decimal, months: int, has_total: bool) -> None:
    made_of = PriceBasis(monthly=monthly, months=months, has_total=has_total)
    worth = value.estimate(made_of)
    assert worth <= monthly * months
    assert worth == monthly * months or (worth == monthly * 48 and months > 48)
    assert value.why_not_estimate(worth, value.method_for(made_of), made_of) is None
