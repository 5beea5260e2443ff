"""What an agreement of several authorities and providers keeps, and what a sub-agreement may not do."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice, LegalForm, ProviderRole
from partnerschapsakte.contracts.rules.term import PointState
from partnerschapsakte.contracts.schemas import ContinueAnyway, ProveReceipt, ProviderSeat, SendNotice, TermTerms
from partnerschapsakte.contracts.service.extensions import (
    continue_anyway,
    prove_receipt,
    record_lapses,
    send_notice,
)
from partnerschapsakte.dates.explanation import evaluate
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from services.contracts.exemplum import Exemplum, agreement, decided, evaluated, on, settle

SHORT = TermTerms(starts_on=date(2022, 1, 1), initial_months=12, options=(24, 24))


def both(session: Session, at: Exemplum, **changes: Any) -> Agreement:
    """Put an agreement with two providers on record."""
    seats = tuple(ProviderSeat(party_id=party, role=ProviderRole.CONTRACTOR) for party in (at.eik, at.linde))
    return agreement(session, at, providers=seats, cooperation_agreement="Samenwerkingsovereenkomst", **changes)


def extended(session: Session, at: Exemplum, akte: str, point: int, provider: str, authority: str = "") -> None:
    """Extend for one provider: decided in April, sent and received in May."""
    year, of = 2020 + 2 * point, {"authority_id": authority or at.exemplum, "provider_id": provider}
    decided(session, at, akte, point, date(year, 4, 1), **of)
    notified(session, at, akte, point, of, date(year, 5, 2))


def notified(session: Session, at: Exemplum, akte: str, point: int, of: dict[str, str], day: date) -> None:
    """Send the notice and prove its receipt on one day."""
    by = on(day, at.contract_manager)
    send_notice(session, by, akte, point, SendNotice.model_validate({**of, "sent_on": day, "channel": "brief"}))
    prove_receipt(session, by, akte, point, ProveReceipt.model_validate({**of, "received_on": day, "proof": "bewijs"}))


def states(session: Session, subject: str, today: date) -> dict[str, MilestoneState]:
    """Return how each date of an agreement stands."""
    return {view.key: view.state for view in agenda.of_subject(session, subject, today)}


def test_a_decision_is_done_when_it_is_taken_for_every_provider_that_still_has_the_option(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = both(session, at).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        extended(session, at, akte, 1, at.eik)
        decided(session, at, akte, 1, date(2022, 4, 1), provider_id=at.linde, choice=Choice.LET_LAPSE)
        evaluated(session, at, akte, 2, date(2023, 12, 15))
        decided(session, at, akte, 2, date(2024, 4, 1), provider_id=at.eik)
        assert states(session, akte, date(2024, 6, 1))["extension:2:decision"] is MilestoneState.DONE
        notified(session, at, akte, 2, {"authority_id": at.exemplum, "provider_id": at.eik}, date(2024, 5, 2))
        assert states(session, akte, date(2024, 6, 1))["extension:2:receipt"] is MilestoneState.DONE


def test_a_notice_missed_for_one_provider_stays_open_when_another_was_extended(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = both(session, at).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        extended(session, at, akte, 1, at.eik)
        decided(session, at, akte, 1, date(2022, 4, 1), provider_id=at.linde)
        record_lapses(session, on(date(2022, 7, 1)))
        assert states(session, akte, date(2022, 7, 1))["extension:1:receipt"] is MilestoneState.OVERDUE
        missed = ContinueAnyway(
            authority_id=at.exemplum, provider_id=at.linde, ground="Artikel 2.163g Aw.", risk="Bezwaar van een ander."
        )
        continue_anyway(session, on(date(2022, 7, 4), at.mandate_holder), akte, 1, missed)
        assert states(session, akte, date(2022, 7, 4))["extension:1:receipt"] is MilestoneState.VOID


def test_a_sub_agreement_is_not_extended_beyond_what_its_base_has_with_this_provider(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = both(session, at, kind=AgreementKind.BASE).id
        sub = agreement(session, at, date(2022, 1, 2), kind=AgreementKind.SUB, parent_id=base, term=SHORT).id
        evaluated(session, at, base, 1, date(2021, 12, 15))
        extended(session, at, base, 1, at.linde)
        record_lapses(session, on(date(2022, 7, 1)))
        with pytest.raises(Refusal) as refused:
            decided(session, at, sub, 1, date(2022, 6, 30), without_evaluation="De basis is geëvalueerd.")
        assert refused.value.code == "base_not_extended"


def test_continuing_anyway_does_not_carry_a_sub_agreement_beyond_its_base(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(session, at, kind=AgreementKind.BASE).id
        sub = agreement(session, at, date(2022, 1, 2), kind=AgreementKind.SUB, parent_id=base, term=SHORT).id
        anyway = ContinueAnyway(authority_id=at.exemplum, ground="Artikel 2.163g Aw.", risk="Bezwaar van een ander.")
        with pytest.raises(Refusal) as refused:
            continue_anyway(session, on(date(2022, 8, 1), at.mandate_holder), sub, 1, anyway)
        assert refused.value.code == "base_not_extended"
        assert queries.agreement(session, sub).term_in_force(date(2022, 8, 1)).state(1, date(2022, 8, 1)) is (
            PointState.LAPSED
        )


def test_a_sub_agreement_is_only_for_a_provider_that_is_bound_by_its_base(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(
            session, at, kind=AgreementKind.BASE, legal_form=LegalForm.FRAMEWORK, duration_motivation="Transformatie."
        ).id
        stranger = (ProviderSeat(party_id=at.linde, role=ProviderRole.CONTRACTOR),)
        with pytest.raises(Refusal) as refused:
            agreement(session, at, kind=AgreementKind.SUB, parent_id=base, term=None, providers=stranger)
        assert (refused.value.code, refused.value.rule) == ("provider_not_in_base", "43")


def test_a_sub_agreement_stands_in_the_dossier_of_its_base(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(session, at, kind=AgreementKind.BASE).id
        other = open_dossier(
            session,
            on(date(2020, 1, 2)),
            OpenDossier(
                ocid="ocds-exemplum-2",
                reference="Z-2",
                title="Een ander dossier",
                phase=Phase.IMPLEMENTATION,
                authorities=(at.exemplum,),
                posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=at.contract_manager.id),),
                role_mailbox="ander@exemplum.example",
            ),
        )
        elsewhere = replace(at, dossier=other.id)
        with pytest.raises(Refusal) as refused:
            agreement(session, elsewhere, kind=AgreementKind.SUB, parent_id=base, term=None)
        assert refused.value.code == "base_in_other_dossier"


def test_a_sub_agreement_ends_with_its_base_until_the_base_is_extended(engine: Engine) -> None:
    longer = TermTerms(starts_on=date(2022, 1, 1), initial_months=36)
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(session, at, kind=AgreementKind.BASE).id
        sub = agreement(session, at, date(2022, 1, 2), kind=AgreementKind.SUB, parent_id=base, term=longer).id
        spring = date(2022, 3, 1)
        assert ends(session, sub, spring) == (date(2022, 12, 31), date(2022, 12, 31))
        evaluated(session, at, base, 1, date(2021, 12, 15))
        extended(session, at, base, 1, at.eik)
        summer = date(2022, 6, 1)
        assert ends(session, sub, summer) == (date(2024, 12, 31), date(2024, 12, 31))


def ends(session: Session, sub: str, today: date) -> tuple[date, date]:
    """Return the last day of an agreement by its term and by the agenda."""
    term = queries.agreement(session, sub).term_in_force(today)
    (end,) = (view for view in agenda.of_subject(session, sub, today) if view.key == "end")
    assert evaluate(term.current_last_day(today).why) == term.current_last_day(today).on
    return term.current_last_day(today).on, end.on
