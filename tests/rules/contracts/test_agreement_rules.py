"""What an agreement must be before it goes on record (rules 41, 42, 43 and 73)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from partnerschapsakte.contracts.rules.agreement import Base, Draft, Seat, findings, why_not_conclude
from partnerschapsakte.contracts.rules.kinds import AgreementKind, LegalForm, ProviderRole
from partnerschapsakte.dates.terms import Term
from rules.contracts.partnerships import (
    AUDITOR,
    BUURDAM,
    CONTRACT_MANAGER,
    EXEMPLUM,
    MANDATE_HOLDER,
    NINE_YEARS,
)

TODAY = date(2020, 2, 1)
SINGLE = Draft(
    kind=AgreementKind.SINGLE,
    legal_form=LegalForm.PUBLIC_CONTRACT,
    authorities=(EXEMPLUM,),
    seats=(Seat("de-eik", ProviderRole.CONTRACTOR),),
    term=NINE_YEARS,
    duration_motivation="Transformatie vraagt tijd.",
)
BASE = Base(AgreementKind.BASE, LegalForm.PUBLIC_CONTRACT, (EXEMPLUM, BUURDAM), NINE_YEARS, ("de-eik",))
SUB = replace(SINGLE, kind=AgreementKind.SUB, base=BASE, term=None)


def codes(draft: Draft) -> list[str]:
    return [refusal.code for refusal in why_not_conclude(draft, actor=CONTRACT_MANAGER, today=TODAY)]


def consortium(*roles: ProviderRole) -> Draft:
    return replace(SINGLE, seats=tuple(Seat(f"p{n}", role, "Combinatie") for n, role in enumerate(roles)))


def test_a_single_agreement_with_one_contractor_goes_on_record() -> None:
    assert codes(SINGLE) == []


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (consortium(ProviderRole.LEAD, ProviderRole.MEMBER), []),
        (consortium(ProviderRole.LEAD, ProviderRole.LEAD), ["one_lead"]),
        (consortium(ProviderRole.LEAD), ["lead_alone"]),
        (consortium(ProviderRole.MEMBER, ProviderRole.MEMBER), ["contractor_missing", "one_lead"]),
        (replace(SINGLE, term=None), ["term_missing"]),
        (replace(SINGLE, concluded_on=date(2020, 2, 2)), ["concluded_in_future"]),
        (replace(SINGLE, base=BASE), ["parent_unexpected"]),
        (replace(SINGLE, seats=(*SINGLE.seats, *SINGLE.seats)), ["party_twice"]),
        (SUB, []),
        (replace(SUB, base=None), ["base_missing"]),
        (replace(SUB, authorities=("elders",)), ["authority_not_named"]),
        (replace(SUB, term=Term(date(2021, 1, 1), 36, (24, 24, 24))), ["outside_base_term"]),
        (replace(SUB, term=Term(date(2019, 1, 1), 36)), ["outside_base_term"]),
        (replace(SUB, term=Term(date(2021, 1, 1), 36, (24,))), []),
        (replace(SUB, legal_form=LegalForm.CALL_OFF), ["call_off_without_framework"]),
        (replace(SINGLE, legal_form=LegalForm.FRAMEWORK, duration_motivation=" "), ["framework_motivation"]),
    ],
)
def test_every_reason_against_an_agreement_is_given_at_once(draft: Draft, expected: list[str]) -> None:
    assert codes(draft) == expected


@pytest.mark.parametrize(("share", "expected"), [("0.20", []), ("0.21", ["subcontracting_limit"])])
def test_subcontractors_stay_within_the_agreed_share(share: str, expected: list[str]) -> None:
    seats = (*SINGLE.seats, Seat("hulp", ProviderRole.SUBCONTRACTOR, share=Decimal(share)))

    assert codes(replace(SINGLE, seats=seats, subcontracting_limit=Decimal("0.20"))) == expected


def test_nothing_is_signed_before_the_day_after_the_standstill() -> None:
    early = replace(SINGLE, concluded_on=date(2019, 7, 30), earliest_signing=date(2019, 7, 31))

    assert codes(early) == ["standstill_runs"]
    assert codes(replace(early, concluded_on=date(2019, 7, 31))) == []


def test_only_a_mandate_holder_signs_during_the_standstill_and_says_why() -> None:
    early = replace(
        SINGLE,
        concluded_on=date(2019, 7, 30),
        earliest_signing=date(2019, 7, 31),
        signed_early_because="Er was één inschrijver.",
    )

    assert codes(early) == ["standstill_runs"]
    assert why_not_conclude(early, actor=MANDATE_HOLDER, today=TODAY) == ()


def test_an_auditor_concludes_nothing() -> None:
    assert [refusal.code for refusal in why_not_conclude(SINGLE, actor=AUDITOR, today=TODAY)] == ["role_missing"]


def test_rule_42_and_73_nine_years_without_motivation_or_cooperation_agreement_are_warned_of() -> None:
    draft = replace(consortium(ProviderRole.LEAD, ProviderRole.MEMBER), duration_motivation="")

    assert [finding.rule for finding in findings(draft)] == ["42", "73"]
    assert findings(SINGLE) == ()
