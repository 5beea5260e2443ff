"""Dossiers, and who looks after them."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.agenda.rules import Circle
from partnerschapsakte.dossiers import queries, service
from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.dossiers.schemas import (
    AssignedPost,
    EnterPhase,
    HandOver,
    OpenDossier,
    Planning,
    RecordDecisionElsewhere,
)
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry

DAY = date(2018, 9, 1)


@pytest.fixture
def dossier(engine: Engine) -> Opened:
    """An open dossier."""
    with writing(engine)() as session:
        return opened(session, DAY)


def circle(engine: Engine, dossier: Opened) -> Circle:
    with reading(engine)() as session:
        return queries.circle(session, dossier.dossier)


def test_a_dossier_shows_who_commissions_it_and_who_looks_after_it(engine: Engine, dossier: Opened) -> None:
    with reading(engine)() as session:
        view = queries.dossier_view(session, dossier.dossier)
        (row,) = queries.dossier_rows(session)
    assert [one.name for one in view.authorities] == ["Voorbeeldstad"]
    assert [(one.post, one.name) for one in view.posts] == [
        (Post.CONTRACT_MANAGER, "manager"),
        (Post.DEPUTY, "deputy"),
    ]
    assert set(view.design_choices) == {"scope", "partnership", "access", "accountability", "funding", "contract"}
    assert (row.lead_authority, row.phase, view.entered_on) == ("Voorbeeldstad", Phase.SPECIFICATION, DAY)


def test_a_dossier_is_found_by_its_ocid(engine: Engine, dossier: Opened) -> None:
    with reading(engine)() as session:
        found = queries.dossier_by_ocid(session, "ocds-000000-voorbeeld")
        assert found is not None
        assert found.id == dossier.dossier
        assert queries.dossier_by_case(session, "geen") is None
        with pytest.raises(Refusal, match="no dossier"):
            queries.dossier(session, "geen")


def test_only_lead_times_that_differ_are_kept() -> None:
    assert Planning(letter_days=21, recess_from="07-15").model_dump(exclude_none=True) == {
        "letter_days": 21,
        "recess_from": "07-15",
    }


def test_its_dates_go_to_the_contract_manager_and_the_role_mailbox(engine: Engine, dossier: Opened) -> None:
    assert circle(engine, dossier) == Circle(
        owner=dossier.manager.id,
        deputy=dossier.deputy.id,
        budget_holder=None,
        mailbox="jeugdhulp@voorbeeldstad.example",
    )


def test_its_dates_follow_the_post(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        successor = person(session, "opvolger", Role.CONTRACT_MANAGER, DAY)
        command = HandOver(post=Post.CONTRACT_MANAGER, from_person_id=dossier.manager.id, to_person_id=successor.id)
        service.hand_over(session, on(DAY, dossier.manager), dossier.dossier, command)
    assert circle(engine, dossier).owner == successor.id


def test_the_last_contract_manager_cannot_leave(engine: Engine, dossier: Opened) -> None:
    command = HandOver(post=Post.CONTRACT_MANAGER, from_person_id=dossier.manager.id)
    with pytest.raises(Refusal, match="nobody would receive"), writing(engine)() as session:
        service.hand_over(session, on(DAY, dossier.manager), dossier.dossier, command)
    with pytest.raises(Refusal, match="nobody would receive"), writing(engine)() as session:
        service.retire_person(session, on(DAY), dossier.manager.id)
    with reading(engine)() as session:
        assert queries.without_addressee(session) == ()


def test_a_deputy_retires_and_hears_no_more(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        service.retire_person(session, on(DAY), dossier.deputy.id)
    assert circle(engine, dossier).deputy is None


def test_a_post_is_given_to_somebody_who_can_be_reached(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        holder = person(session, "budget", Role.BUDGET_HOLDER, DAY)
        command = AssignedPost(post=Post.BUDGET_HOLDER, person_id=holder.id)
        service.assign_post(session, on(DAY, dossier.manager), dossier.dossier, command)
    assert circle(engine, dossier).budget_holder == holder.id
    ghost = AssignedPost(post=Post.BUDGET_HOLDER, person_id="niemand")
    with pytest.raises(Refusal, match="can be reached"), writing(engine)() as session:
        service.assign_post(session, on(DAY, dossier.manager), dossier.dossier, ghost)


def test_a_decision_elsewhere_is_on_record_with_its_file(engine: Engine, dossier: Opened) -> None:
    command = RecordDecisionElsewhere(
        body=DecisionBody.COLLEGE,
        subject="Vaststelling inkoopstrategie",
        decided_on=DAY,
        case_number="Z-2018-1",
        file="collegebesluit.pdf",
        authority_id=dossier.authority,
    )
    with writing(engine)() as session:
        service.record_decision_elsewhere(session, on(DAY, dossier.manager), dossier.dossier, command)
    with reading(engine)() as session:
        (decision,) = queries.dossier_view(session, dossier.dossier).decisions
    assert (decision.body, decision.authority, decision.case_number) == (
        DecisionBody.COLLEGE,
        "Voorbeeldstad",
        "Z-2018-1",
    )


def test_each_act_is_journalled_with_the_dossier(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        service.enter_phase(session, on(DAY, dossier.manager), dossier.dossier, EnterPhase(phase=Phase.IMPLEMENTATION))
    with reading(engine)() as session:
        told = select(JournalEntry.tag).where(JournalEntry.dossier_id == dossier.dossier).order_by(JournalEntry.id)
        assert session.scalars(told).all() == ["dossier:opened", "dossier:phase:entered"]
        assert queries.dossier(session, dossier.dossier).phase is Phase.IMPLEMENTATION


def test_an_auditor_changes_nothing(engine: Engine, dossier: Opened) -> None:
    auditor = Actor("auditor", "Auditor", frozenset({Role.AUDITOR}))
    with pytest.raises(Refusal, match="not change it"), writing(engine)() as session:
        service.enter_phase(session, on(DAY, auditor), dossier.dossier, EnterPhase(phase=Phase.EVALUATION))


def test_a_provider_commissions_nothing(engine: Engine, dossier: Opened) -> None:
    command = OpenDossier(
        ocid="ocds-000000-ander",
        reference="D-2",
        title="Ander",
        phase=Phase.VISION,
        authorities=(dossier.providers[0],),
        posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=dossier.manager.id),),
        role_mailbox="ander@voorbeeldstad.example",
    )
    with pytest.raises(Refusal, match="not a registered contracting authority"), writing(engine)() as session:
        service.open_dossier(session, on(DAY, dossier.manager), command)


def test_an_ocid_is_opened_once(engine: Engine) -> None:
    with writing(engine)() as session:
        found = opened(session, DAY)
        again = OpenDossier(
            ocid="ocds-000000-voorbeeld",
            reference="D-2",
            title="Weer",
            phase=Phase.VISION,
            authorities=(found.authority,),
            posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=found.manager.id),),
            role_mailbox="weer@voorbeeldstad.example",
        )
        with pytest.raises(Refusal, match="already a dossier"):
            service.open_dossier(session, on(DAY, found.manager), again)
