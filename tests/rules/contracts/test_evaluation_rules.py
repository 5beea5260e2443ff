"""The joint evaluation before an extension point (rule 72)."""

from datetime import date

import pytest

from partnerschapsakte.contracts.rules import evaluation
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from rules.contracts.partnerships import AUDITOR, CONTRACT_MANAGER, in_force

TODAY = date(2022, 2, 1)


def concluded(point: int, day: date, *, dissent_of: str | None = None) -> evaluation.EvaluationConcluded:
    return evaluation.EvaluationConcluded(
        subject="akte",
        point=point,
        concluded_on=day,
        findings="De wachttijd is gehalveerd.",
        provider_view="De gemeente hield woord.",
        residents_view="",
        method="",
        participants=(),
        lessons=(),
        advice=None,
        dissents=((dissent_of, "De cijfers zijn onvolledig."),) if dissent_of else (),
    )


@pytest.mark.parametrize(
    ("point", "day", "actor", "expected"),
    [
        (2, date(2022, 1, 31), CONTRACT_MANAGER, None),
        (1, date(2022, 1, 31), CONTRACT_MANAGER, "evaluation_concluded"),
        (2, date(2022, 2, 2), CONTRACT_MANAGER, "concluded_in_future"),
        (2, date(2019, 12, 31), CONTRACT_MANAGER, "evaluation_before_start"),
        (4, date(2022, 1, 31), CONTRACT_MANAGER, "point_unknown"),
        (2, date(2022, 1, 31), AUDITOR, "role_missing"),
    ],
)
def test_an_evaluation_is_concluded_once_during_the_term(
    point: int, day: date, actor: Actor, expected: str | None
) -> None:
    found = evaluation.why_not_conclude_evaluation(in_force(evaluated=1), point, day, actor=actor, today=TODAY)

    assert (found.code if found else None) == expected


def test_a_party_may_dissent_and_a_stranger_may_not() -> None:
    parties = frozenset({"de-eik", "exemplum"})

    kept = evaluation.conclude_evaluation(
        concluded(2, TODAY, dissent_of="de-eik"), in_force(evaluated=1), parties, actor=CONTRACT_MANAGER, today=TODAY
    )
    with pytest.raises(Refusal, match="Only a party"):
        evaluation.conclude_evaluation(
            concluded(2, TODAY, dissent_of="vreemd"),
            in_force(evaluated=1),
            parties,
            actor=CONTRACT_MANAGER,
            today=TODAY,
        )

    assert kept.dissents == (("de-eik", "De cijfers zijn onvolledig."),)
