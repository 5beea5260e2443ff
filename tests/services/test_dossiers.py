"""Dossiers, and who looks after them."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.access import queries as access
from partnerschapsakte.access.rules.people import MandateKind
from partnerschapsakte.access.schemas import GrantMandate, GrantRight
from partnerschapsakte.access.service.people import grant_mandate
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import Circle
from partnerschapsakte.dossiers import queries, service
from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.dossiers.schemas import (
    AssignedPost,
    CorrectDossier,
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
from services.contracts.exemplum import agreement, settle

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
        (row,) = queries.dossier_rows(session, None)
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
        tags = session.scalars(told).all()
        assert tags == ["dossier:opened", "access:right:granted", "access:right:granted", "dossier:phase:entered"]
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


def correcting(title: str, version: int, mailbox: str = "jeugdhulp@voorbeeldstad.example") -> CorrectDossier:
    return CorrectDossier(reference="D-1", title=title, role_mailbox=mailbox, version=version)


def test_a_dossier_is_described_anew_by_who_read_it_last(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        service.correct_dossier(session, on(DAY, dossier.manager), dossier.dossier, correcting("Jeugdhulp", 1))
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        service.correct_dossier(session, on(DAY, dossier.deputy), dossier.dossier, correcting("Jeugdzorg", 1))
    assert refused.value.code == "changed_meanwhile"
    with reading(engine)() as session:
        view = queries.dossier_view(session, dossier.dossier)
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "dossier:corrected")).one()
    assert (view.title, view.version) == ("Jeugdhulp", 2)
    assert entry.details == {"before": {"title": "Jeugdhulp in de wijk"}, "after": {"title": "Jeugdhulp"}}


def test_another_mailbox_hears_of_the_open_dates(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        agreement(session, at)
        before = {view.mailbox for view in agenda.of_dossier(session, at.dossier, DAY)}
        view = queries.dossier_view(session, at.dossier)
        command = CorrectDossier(
            reference=view.reference, title=view.title, role_mailbox="nieuw@exemplum.example", version=view.version
        )
        service.correct_dossier(session, on(date(2020, 1, 3), at.contract_manager), at.dossier, command)
        after = {view.mailbox for view in agenda.of_dossier(session, at.dossier, DAY)}
    assert (before, after) == ({"contracten@exemplum.example"}, {"nieuw@exemplum.example"})


@pytest.fixture
def handed_over(engine: Engine, dossier: Opened) -> Actor:
    """The successor of the contract manager, with a note."""
    command = HandOver(post=Post.CONTRACT_MANAGER, from_person_id=dossier.manager.id, running="De herijking loopt.")
    with writing(engine)() as session:
        successor = person(session, "opvolger", Role.CONTRACT_MANAGER, DAY)
        command = command.model_copy(update={"to_person_id": successor.id})
        service.hand_over(session, on(DAY, dossier.manager), dossier.dossier, command)
        return successor


def unread(engine: Engine, who: Actor) -> list[str]:
    with reading(engine)() as session:
        actor = access.person(session, who.id).actor_on(DAY)
        return [note.running for note in queries.unread_handover_notes(session, actor)]


def test_a_handover_note_waits_for_the_successor_until_it_was_read(
    engine: Engine, dossier: Opened, handed_over: Actor
) -> None:
    assert unread(engine, handed_over) == ["De herijking loopt."]
    assert unread(engine, dossier.manager) == []
    with reading(engine)() as session:
        (note,) = queries.handover_notes(session, dossier.dossier)
    with pytest.raises(Refusal, match="not waiting for you"), writing(engine)() as session:
        service.read_handover_note(session, on(DAY, dossier.deputy), dossier.dossier, note.id)
    with writing(engine)() as session:
        service.read_handover_note(session, on(DAY, handed_over), dossier.dossier, note.id)
    assert unread(engine, handed_over) == []
    with reading(engine)() as session:
        (note,) = queries.handover_notes(session, dossier.dossier)
        assert (note.from_person, note.to_person, note.read_at is not None) == ("manager", "opvolger", True)
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "dossier:post:handed-over")).one()
        assert entry.details["note"] == note.id
        assert "herijking" not in str(entry.details)


def test_who_is_out_of_the_dossier_again_gets_no_note(engine: Engine, dossier: Opened, handed_over: Actor) -> None:
    again = HandOver(post=Post.CONTRACT_MANAGER, from_person_id=handed_over.id, to_person_id=dossier.manager.id)
    with writing(engine)() as session:
        service.hand_over(session, on(DAY, handed_over), dossier.dossier, again)
    assert unread(engine, handed_over) == []


def test_a_handover_note_is_read_in_its_own_dossier(engine: Engine, dossier: Opened, handed_over: Actor) -> None:
    with reading(engine)() as session:
        (note,) = queries.handover_notes(session, dossier.dossier)
    with pytest.raises(Refusal, match="no such handover note"), writing(engine)() as session:
        service.read_handover_note(session, on(DAY, handed_over), "ander", note.id)


def test_at_a_door_a_contract_manager_is_not_succeeded_without_a_note(engine: Engine, dossier: Opened) -> None:
    command = HandOver(
        post=Post.CONTRACT_MANAGER, from_person_id=dossier.manager.id, to_person_id=dossier.deputy.id, to_know="Niets."
    )
    with reading(engine)() as session:
        actor = access.person(session, dossier.manager.id).actor_on(DAY).within(dossier.dossier)
    assert actor is not None
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        service.hand_over(session, on(DAY, actor), dossier.dossier, command)
    assert refused.value.code == "handover_note_missing"


def test_a_team_shows_who_decides_and_signs_for_each_authority(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        signatory = person(session, "tekenaar", Role.AUTHORISED_SIGNATORY, DAY)
        power = GrantMandate(person_id=signatory.id, authority_id=at.buurdam, basis="Volmacht", kind=MandateKind.SIGN)
        grant_mandate(session, on(DAY), power)
        powers = queries.team_view(session, at.dossier, DAY).powers
        assert [one.signatories for one in powers] == [(), ()]
        right = GrantRight(person_id=signatory.id, dossier_id=at.dossier, role=Role.AUTHORISED_SIGNATORY)
        grant_right(session, on(DAY), right)
        view = queries.team_view(session, at.dossier, DAY)
    assert [(one.authority.name, one.deciders, one.signatories) for one in view.powers] == [
        ("Exemplum", ("M. Andaat",), ()),
        ("Buurdam", ("M. Andaat",), ("tekenaar",)),
    ]
    assert "Nobody in this dossier may sign for Exemplum." in [str(one.message) for one in view.findings]
    assert [one.name for one in view.addressees] == ["C. Ontract"]
