"""Agreements through their services: rows, journal and dates change together, or nothing does."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice, ProviderRole
from partnerschapsakte.contracts.rules.term import PointState
from partnerschapsakte.contracts.schemas import ContinueAnyway, ProviderSeat, TermTerms
from partnerschapsakte.contracts.service.dates import wanted_dates
from partnerschapsakte.contracts.service.extensions import continue_anyway, record_lapses
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from services.contracts.exemplum import agreement, decided, evaluated, on, received, sent, settle


def tags(session: Session) -> Counter[str]:
    return Counter(tag for tag in session.scalars(select(JournalEntry.tag)) if tag.startswith("contract:"))


def states(session: Session, agreement_id: str, today: date) -> dict[str, MilestoneState]:
    return {view.key: view.state for view in agenda.of_subject(session, agreement_id, today)}


def test_an_extension_runs_from_evaluation_to_received_notice(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        decided(session, at, akte, 1, date(2022, 4, 1))
        sent(session, at, akte, 1, date(2022, 5, 2))
        received(session, at, akte, 1, date(2022, 5, 4))

    with Session(engine) as session:
        view = queries.view(session, queries.agreement(session, akte), date(2022, 6, 1))
        assert [point.state for point in view.term.points] == [
            PointState.EXTENDED,
            PointState.OPEN,
            PointState.NOT_REACHED,
        ]
        assert view.term.current_last_day.on == date(2024, 12, 31)
        assert view.term.points[0].relations[0].provider == "Stichting De Eik"
        assert tags(session) == {
            "contract:agreement:concluded": 1,
            "contract:evaluation:concluded": 1,
            "contract:extension:decided": 1,
            "contract:notice:sent": 1,
            "contract:notice:received": 1,
        }


def test_the_dates_of_a_point_are_done_with_the_act_they_wait_for(engine: Engine) -> None:
    today = date(2022, 6, 1)
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        before = states(session, akte, today)
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        decided(session, at, akte, 1, date(2022, 4, 1))
        after = states(session, akte, today)

    assert before["extension:1:evaluation"] is MilestoneState.OVERDUE
    assert after["extension:1:evaluation"] is MilestoneState.DONE
    assert after["extension:1:decision"] is MilestoneState.DONE
    assert after["extension:1:receipt"] is MilestoneState.DUE


def test_the_agenda_is_a_checked_projection(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at)
        evaluated(session, at, akte.id, 1, date(2021, 12, 15))
        wanted = wanted_dates(session, akte, date(2021, 12, 15))

        assert agenda.differences(session, akte.id, wanted, dossiers.circle(session, at.dossier)) == ()


def test_a_missed_notice_day_lapses_once_and_can_be_continued_by_a_mandate_holder(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        assert record_lapses(session, on(date(2022, 6, 30))) == 0
        assert record_lapses(session, on(date(2022, 7, 1))) == 1
        assert record_lapses(session, on(date(2022, 7, 2))) == 0
        lapsed = states(session, akte, date(2022, 7, 2))
        assert lapsed["extension:1:receipt"] is MilestoneState.OVERDUE
        assert lapsed["extension:2:receipt"] is MilestoneState.VOID

        command = ContinueAnyway(
            authority_id=at.exemplum, ground="Continuïteit van zorg", risk="Aanvechtbaar door derden"
        )
        continue_anyway(session, on(date(2022, 8, 1), at.mandate_holder), akte, 1, command)

        again = states(session, akte, date(2022, 8, 2))
        assert again["extension:2:receipt"] is MilestoneState.WAITING
        term = queries.agreement(session, akte).term_in_force(date(2022, 8, 2))
        assert term.current_last_day(date(2022, 8, 2)).on == date(2024, 12, 31)


def test_a_decision_without_mandate_leaves_no_trace(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
    nobody = replace(at, mandate_holder=at.contract_manager)
    with writing(engine)() as session, pytest.raises(Refusal) as caught:
        decided(session, nobody, akte, 1, date(2022, 4, 1))

    assert caught.value.rule == "75"
    with Session(engine) as session:
        assert tags(session)["contract:extension:decided"] == 0
        assert queries.agreement(session, akte).decisions == []


def test_each_authority_and_provider_is_decided_apart(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        seats = tuple(ProviderSeat(party_id=party, role=ProviderRole.CONTRACTOR) for party in (at.eik, at.linde))
        akte = agreement(session, at, authorities=(at.exemplum, at.buurdam), providers=seats).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        decided(session, at, akte, 1, date(2022, 4, 1))
        decided(session, at, akte, 1, date(2022, 4, 2), authority_id=at.buurdam, provider_id=at.eik)
        decided(
            session,
            at,
            akte,
            1,
            date(2022, 4, 2),
            authority_id=at.buurdam,
            provider_id=at.linde,
            choice=Choice.LET_LAPSE,
        )
        found = queries.agreement(session, akte).term_in_force(date(2022, 5, 1))

    assert len(found.decided) == 4
    assert found.state(1, date(2022, 5, 1)) is PointState.OPEN


def test_a_sub_agreement_follows_its_base_and_is_extended_with_it(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(session, at, kind=AgreementKind.BASE, authorities=(at.exemplum, at.buurdam))
        sub = agreement(session, at, kind=AgreementKind.SUB, parent_id=base.id, authorities=(at.exemplum,), term=None)
        evaluated(session, at, sub.id, 1, date(2021, 12, 15))
        decided(session, at, sub.id, 1, date(2022, 4, 1))
        sent(session, at, base.id, 1, date(2022, 5, 2))
        received(session, at, base.id, 1, date(2022, 5, 4))
        today = date(2022, 7, 1)

        assert sub.term_in_force(today).current_last_day(today).on == date(2024, 12, 31)
        assert base.decisions[0].agreement_id == base.id
        assert agenda.of_subject(session, sub.id, today) == ()


def test_a_sub_agreement_that_would_outlive_its_base_is_refused(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(session, at, kind=AgreementKind.BASE)
        longer = TermTerms(starts_on=date(2021, 1, 1), initial_months=108)

        with pytest.raises(Refusal, match="runs within its base agreement"):
            agreement(session, at, kind=AgreementKind.SUB, parent_id=base.id, term=longer)
