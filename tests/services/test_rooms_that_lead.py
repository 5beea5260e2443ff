"""No way round: once the dialogue or the award has a room of its own, the tender's forms refuse and say where to go."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select

from awarding_factory import DECIDED, LOT, OTHER, SENT, House, house
from dialogue_factory import Table
from dossier_factory import on
from dossier_factory import opened as dossier_opened
from partnerschapsakte.awarding.schemas import BeginRecord, RegisterProceedings
from partnerschapsakte.awarding.service import contesting, recording
from partnerschapsakte.contracts.rules.kinds import AgreementKind, LegalForm, ProviderRole
from partnerschapsakte.contracts.schemas import ConcludeAgreement, ProviderSeat, TermTerms
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.dialogue.queries import views
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.possibilities import why_not_step
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.tendering.schemas import ApproveMinutes, CloseDialogue, RecordSession, SendAwardLetter
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as tenders

DAY = date(2029, 3, 1)
LATER = date(2026, 5, 20)


@pytest.fixture
def table(engine: Engine) -> Iterator[Table]:
    """A tender with two participants."""
    with writing(engine)() as session:
        found = Table(session, dossier_opened(session, date(2028, 12, 1)))
        found.call()
        yield found


@pytest.fixture
def desk(engine: Engine) -> Iterator[House]:
    """A tender that is to be awarded."""
    with writing(engine)() as session:
        yield house(session)


def talk(table: Table, number: int = 0) -> str:
    told = RecordSession(candidate_id=table.candidates[number], round=1, held_on=date(2029, 2, 5), attendees=4)
    return tenders.record_session(table.session, table.officer, table.id, told).id


def test_rules_18_and_20_an_announced_dialogue_is_recorded_in_its_own_room_only(table: Table) -> None:
    table.announce()
    table.start()
    closed, approved = CloseDialogue(closed_on=DAY), ApproveMinutes(session_id="x", approved_on=DAY)
    acts = {
        ("dialogue_leads", "18"): [
            lambda: talk(table),
            lambda: tenders.approve_minutes(table.session, table.officer, table.id, approved),
        ],
        ("dialogue_leads", "20"): [lambda: tenders.close_dialogue(table.session, table.officer, table.id, closed)],
    }
    for said, ways in acts.items():
        for act in ways:
            with pytest.raises(Refusal) as refused:
                act()
            assert (refused.value.code, refused.value.rule) == said
            assert str(refused.value.remedy) == "Use the page of the dialogue."
    facts = tendering.tender(table.session, table.id).facts
    for step in (TenderStep.HOLD_SESSION, TenderStep.APPROVE_MINUTES, TenderStep.CLOSE_DIALOGUE):
        blocked = why_not_step(facts, step, DAY)
        assert blocked is not None
        assert blocked.code == "dialogue_leads"
    tags = table.session.scalars(select(JournalEntry.tag).where(JournalEntry.tag == "tender:lead:taken")).all()
    assert len(tags) == 1


def test_an_announcement_that_changes_takes_the_lead_once(table: Table) -> None:
    table.announce()
    table.announce()
    tags = table.session.scalars(select(JournalEntry.tag).where(JournalEntry.tag == "tender:lead:taken")).all()
    assert len(tags) == 1


def test_a_dialogue_that_ran_in_the_tender_shows_in_the_room_and_is_not_announced_after(table: Table) -> None:
    table.start()
    held = talk(table)
    approved = ApproveMinutes(session_id=held, approved_on=date(2029, 2, 9))
    tenders.approve_minutes(table.session, table.officer, table.id, approved)
    view = views.full(table.session, table.world.manager, table.id, DAY)
    (one,) = view.earlier
    assert (one.id, one.candidate_name, one.minutes_approved_on) == (held, "Deelnemer 0", date(2029, 2, 9))
    with pytest.raises(Refusal, match="has begun"):
        table.announce()
    tenders.close_dialogue(table.session, table.officer, table.id, CloseDialogue(closed_on=DAY))


def test_rule_34_a_decided_award_is_told_by_its_own_letters_only(desk: House) -> None:
    desk.decide()
    for lot in (LOT, OTHER):
        command = SendAwardLetter(lot=lot, decided_on=DECIDED, sent_on=SENT, awarded=(desk.winner,))
        with pytest.raises(Refusal) as refused:
            tender_awards.send_award_letter(desk.session, desk.on(SENT), desk.id, command)
        assert (refused.value.code, refused.value.rule) == ("award_leads", "34")
        assert str(refused.value.remedy) == "Use the page of the award."
    desk.write()
    desk.send()
    assert tendering.tender(desk.session, desk.id).lots[0].award is not None


def sign(desk: House, day: date, lots: tuple[str, ...] = (LOT,), **changes: object) -> None:
    """Put an agreement on record that was signed on this day."""
    command = ConcludeAgreement(
        kind=AgreementKind.SINGLE,
        deed="A-1",
        title="Akte",
        authorities=(desk.at.authority,),
        providers=(ProviderSeat(party_id=desk.at.providers[0], role=ProviderRole.CONTRACTOR),),
        term=TermTerms(starts_on=date(2027, 1, 1), initial_months=36),
        concluded_on=day,
        lots=lots,
    )
    conclude_agreement(desk.session, on(LATER, desk.at.manager), desk.id, command.model_copy(update=changes))


def refused(desk: House, day: date = LATER, **changes: object) -> tuple[str, str | None, str | None]:
    with pytest.raises(Refusal) as told:
        sign(desk, day, **changes)  # pyright: ignore[reportArgumentType] - some are of the agreement
    return told.value.code, told.value.rule, told.value.article


@pytest.mark.parametrize("lots", [(LOT,), ()])
def test_rule_37_no_agreement_is_signed_while_a_court_looks(desk: House, lots: tuple[str, ...]) -> None:
    desk.awarded()
    case = RegisterProceedings(
        lot=LOT, plaintiff="Zorg Twee", court="Rechtbank", reference="KG 1", served_on=date(2026, 3, 20)
    )
    contesting.register_proceedings(desk.session, desk.on(date(2026, 3, 20)), desk.id, case)
    assert refused(desk, lots=lots) == ("award_held", "37", "Aw 2.131")
    sign(desk, LATER, concluded_on=None)


def test_rule_38_no_agreement_is_signed_beside_an_incomplete_record_but_a_call_off(desk: House) -> None:
    desk.awarded()
    assert refused(desk) == ("record_missing", "38", "Aw 2.132")
    recording.begin_record(desk.session, desk.on(SENT), desk.id, BeginRecord())
    assert refused(desk) == ("record_incomplete", "38", "Aw 2.132")
    sign(desk, LATER, legal_form=LegalForm.CALL_OFF)


def test_nothing_is_signed_for_a_lot_that_nobody_got(desk: House) -> None:
    desk.awarded()
    desk.decide(OTHER, outcome="not_award", winners=[], reason="Geen enkele inschrijving haalde het minimum.")
    early = {"signed_early_because": "Spoed.", "lots": (OTHER,)}
    holder = desk.at.mandate_holder
    command = ConcludeAgreement(
        kind=AgreementKind.SINGLE,
        deed="A-2",
        title="Akte",
        authorities=(desk.at.authority,),
        providers=(ProviderSeat(party_id=desk.at.providers[0], role=ProviderRole.CONTRACTOR),),
        term=TermTerms(starts_on=date(2027, 1, 1), initial_months=36),
        concluded_on=LATER,
    ).model_copy(update=early)
    with pytest.raises(Refusal) as told:
        conclude_agreement(desk.session, on(LATER, holder), desk.id, command)
    assert (told.value.code, told.value.rule) == ("lot_not_awarded", "34")


def test_rule_35_an_agreement_is_signed_after_the_standstill(desk: House) -> None:
    desk.awarded()
    assert refused(desk, date(2026, 4, 1))[:2] == ("standstill_runs", "35")
    desk.recorded()
    sign(desk, date(2026, 4, 2))
