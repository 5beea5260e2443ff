"""Each rule of the tender, through the services: what is enforced is refused by its number, what is warned of passes.

``tests/rules/test_rules_index.py`` holds this against the table of rules. A rule that a room has proven in its own test
under its number is not repeated here.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from awarding_factory import CALLED, LOT, SENT, House, house
from dialogue_factory import WHY, Table, table, talking
from dossier_factory import Opened, on, opened, party
from partnerschapsakte.agenda.queries import of_dossier
from partnerschapsakte.agenda.rules import MilestoneKind, MilestoneState
from partnerschapsakte.awarding.schemas import BeginRecord, RegisterProceedings
from partnerschapsakte.awarding.service import contesting, recording
from partnerschapsakte.contracts.rules.kinds import AgreementKind, LegalForm, ProviderRole
from partnerschapsakte.contracts.schemas import ConcludeAgreement, ProviderSeat, TermTerms
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.dates import deadlines
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.selection.schemas import DecideSelection, PlanSelection
from partnerschapsakte.selection.service import deciding
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.rules.facts import NoticeKind
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    InviteToTender,
    MoveDeadlines,
    PlanTender,
    PublishTender,
    RecordAwardNotice,
    RecordContractConcluded,
    RecordDefinitiveAward,
    SendAwardLetter,
    StartDialogue,
)
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as service
from services.test_assessment import HOME, STAY, Committee
from services.test_clarifications import World as Questions
from services.test_selection import ASKED
from services.test_selection import World as Selection
from snapshots import begun
from tender_factory import CALL, planned

FREE = date(2026, 4, 2)
"""The first day after the standstill of letters of 12 March 2026."""

TENDER: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Ambulante jeugdhulp",
    "tender_due_on": "2026-02-27",
    "cpv_code": "85311300",
    "estimated_value": "900000.00",
    "lots": [{"code": LOT, "title": "Noord"}, {"code": "LOT-0002", "title": "Zuid"}],
}
AGREED: dict[str, Any] = {
    "kind": AgreementKind.SINGLE,
    "deed": "A-1",
    "title": "Akte",
    "duration_motivation": "Transformatie vraagt tijd.",
}


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One transaction."""
    with writing(engine)() as unit:
        yield unit


@pytest.fixture
def award(engine: Engine) -> Iterator[House]:
    """A tender whose deadline passed, with two tenderers."""
    with begun(engine, "a tender to award", house) as made:
        yield made


@pytest.fixture
def talks(engine: Engine) -> Iterator[Table]:
    """A dialogue of two participants whose first round is open."""
    with begun(engine, "an open round", talking) as made:
        yield made


@pytest.fixture
def committee(engine: Engine) -> Iterator[Committee]:
    """A tender of two lots with its assessors."""
    with begun(engine, "a committee", Committee) as made:
        yield made


def refused_by(number: str, act: Callable[..., Any], *arguments: Any, **more: Any) -> Refusal:
    """Do an act, and expect that a rule refuses it by its number, with its source and in words."""
    with pytest.raises(Refusal) as caught:
        act(*arguments, **more)
    assert caught.value.rule == number
    assert str(caught.value.message)
    return caught.value


def plan(session: Session, **changes: Any) -> Opened:
    """Plan a tender in a dossier of its own."""
    at = opened(session, CALLED)
    service.plan_tender(session, on(CALLED, at.manager), at.dossier, PlanTender.model_validate(TENDER | changes))
    session.flush()
    return at


def publish(session: Session, at: Opened, **changes: Any) -> None:
    """Publish the call."""
    command = PublishTender.model_validate({"published_on": CALLED} | changes)
    service.publish_tender(session, on(CALLED, at.manager), at.dossier, command)


def admitted(session: Session, at: Opened) -> str:
    """Admit a candidate, and return its id."""
    seats = [{"party_id": at.providers[0], "role": "lead"}]
    command = AdmitCandidate.model_validate({"name": "Een", "parties": seats, "admitted_on": CALLED})
    return service.admit_candidate(session, on(CALLED, at.manager), at.dossier, command).id


def shown(session: Session, dossier: str, today: date = CALLED) -> set[str | None]:
    """Return the numbers of the rules that a reader of the tender is warned of."""
    session.flush()
    view = queries.tender_view(session, dossier, today=today)
    assert view is not None
    return {one.rule for one in view.findings}


def test_rule_1_no_award_notice_before_an_award(award: House) -> None:
    award.awarded()
    notice = RecordAwardNotice(lot=LOT, sent_on=SENT, reference="TN-2")
    early = refused_by("1", tender_awards.record_award_notice, award.session, award.on(SENT), award.id, notice)
    assert early.article == "Aw 2.39(1)"


def test_rule_1_no_award_letters_while_tenders_can_come_in(session: Session) -> None:
    at = plan(session, tender_due_on=None)
    publish(session, at)
    letters = SendAwardLetter(lot=LOT, decided_on=CALLED, sent_on=CALLED, awarded=(admitted(session, at),))
    assert refused_by("1", tender_awards.send_award_letter, session, on(CALLED, at.manager), at.dossier, letters)


def test_rule_3_a_code_that_is_not_social_is_warned_of_and_the_call_goes_out(session: Session) -> None:
    at = plan(session, cpv_code="72000000")
    assert "3" in shown(session, at.dossier)
    publish(session, at)


def test_rule_3_and_6_a_social_code_and_two_lots_give_no_warning(session: Session) -> None:
    assert shown(session, plan(session).dossier).isdisjoint({"3", "6"})


def test_rule_4_a_national_notice_is_refused_from_the_threshold_on(session: Session) -> None:
    at = plan(session)
    assert refused_by("4", publish, session, at, notice=NoticeKind.NATIONAL)
    publish(session, at)


def test_rule_5_the_method_of_the_estimate_fits_the_price(session: Session) -> None:
    by_unit = {"monthly_amount": "833333.33", "term_months": 108, "has_total_price": False, "estimated_value": None}
    assert refused_by("5", plan, session, estimation_method="total", **by_unit)


def test_rule_6_one_lot_without_a_reason_is_warned_of_and_passes(session: Session) -> None:
    at = plan(session, lots=[{"code": LOT, "title": "Noord"}])
    assert "6" in shown(session, at.dossier)
    publish(session, at)


def test_rule_6_a_reason_takes_the_warning_away(session: Session) -> None:
    at = plan(session, lots=[{"code": LOT, "title": "Noord"}], lots_reason="De taak is niet te splitsen.")
    assert "6" not in shown(session, at.dossier)


def test_rule_8_what_was_asked_in_writing_is_answered_before_it_goes_in_a_note(session: Session) -> None:
    world = Questions(session)
    asked = world.ask(world.eik)
    assert refused_by("8", world.publish, asked)
    world.answer(asked)
    assert world.publish(asked).number == 1


def test_rule_8_what_is_not_confidential_is_not_answered_to_one_alone(session: Session) -> None:
    world = Questions(session)
    asked = world.ask(world.eik, confidential_because="Het gaat om ons personeel.")
    world.answer(asked)
    assert refused_by("8", world.publish, asked)
    world.decide(asked, granted=False)
    assert world.publish(asked).number == 1


def test_rule_9_a_note_within_ten_days_waits_for_a_later_deadline(session: Session) -> None:
    world, late = Questions(session), date(2026, 5, 9)
    asked = world.ask(world.eik)
    world.answer(asked)
    assert refused_by("9", world.publish, asked, day=late)
    moved = MoveDeadlines(tender_due_on=date(2026, 5, 19), reason="Meer tijd voor de antwoorden.")
    service.move_deadlines(session, on(late, world.officer), world.at.dossier, moved)
    assert world.publish(asked, day=late).late_because == ""


def test_rule_10_requirements_ask_the_espd(session: Session) -> None:
    at = planned(session, procedure="sas_selection", requests_due_on="2026-04-01", maximum_candidates=2)
    by = session, on(CALL, at.officer), at.dossier
    assert refused_by("10", deciding.plan_selection, *by, PlanSelection.model_validate(ASKED | {"uea_required": False}))
    deciding.plan_selection(*by, PlanSelection.model_validate(ASKED))


def test_rule_11_price_alone_awards_nothing(committee: Committee) -> None:
    price = [{"code": "P", "title": "Prijs", "weight": "100", "kind": "relative_price"}]
    assert refused_by(
        "11", committee.plan, criteria=price, relative_because="De markt kent geen vast tarief.", tie_break=[]
    )


def test_rule_12_what_was_announced_is_frozen_for_selection_and_assessment(session: Session) -> None:
    world = Selection(session)
    assert refused_by("12", world.plan, 1)


def test_rule_12_the_plan_of_the_assessment_changes_only_by_a_rectification(committee: Committee) -> None:
    committee.plan()
    committee.publish()
    assert refused_by("12", committee.plan, date(2029, 1, 20))
    committee.rectify(reference="TN-7")


def test_rule_13_weights_add_up_to_a_hundred(committee: Committee) -> None:
    half = [{"code": "K1", "title": "Plan van aanpak", "weight": "60"}]
    assert refused_by("13", committee.plan, criteria=half)


def test_rule_14_no_dialogue_without_topics_and_rounds(session: Session) -> None:
    told = {"procedure": "sas_dialogue", "requests_due_on": "2026-01-20", "tender_due_on": "2026-06-01"}
    at, day = plan(session, **told), date(2026, 1, 26)
    publish(session, at)
    started = StartDialogue(started_on=day)
    assert refused_by("14", service.start_dialogue, session, on(day, at.manager), at.dossier, started)


def test_rule_14_a_topic_that_was_not_announced_is_on_no_agenda(talks: Table) -> None:
    assert refused_by("14", talks.plan, topics=("Iets anders",))


def test_rule_15_nobody_falls_out_where_no_reduction_was_announced(talks: Table) -> None:
    talks.talk(0)
    talks.talk(1)
    talks.close()
    assert refused_by("15", talks.reduce, 1)


def test_rule_15_a_reduction_is_announced_with_its_criteria(session: Session) -> None:
    at = table(session)
    at.call()
    assert refused_by("15", at.announce, reduction=True)


def test_rule_16_as_many_candidates_as_places_are_not_ranked(session: Session) -> None:
    world = Selection(session)
    first, second = world.request(1), world.request(2)
    world.assess(first)
    world.assess(second)
    assert refused_by("16", world.score, first, "8", "8")
    assert world.decide(few_because="Meer aanbieders zijn er niet.").applied is False


def test_rule_17_fewer_than_three_are_warned_of_and_pass_with_a_reason(session: Session) -> None:
    at = table(session)
    at.call()
    at.announce()
    assert refused_by("17", at.invite, passed_because=None)
    at.invite(passed_because=WHY)


def test_rule_18_a_round_stays_open_until_both_sides_approved_its_minutes(talks: Table) -> None:
    session_id = talks.plan(0)
    talks.hold(session_id)
    assert refused_by("18", talks.close)
    written = talks.bring(session_id, 0)
    talks.approve(written)
    assert refused_by("18", talks.close)
    talks.approve(written, 0)
    talks.close(passed_because=WHY)


def test_rule_19_an_idea_of_one_goes_to_nobody_without_its_consent(talks: Table) -> None:
    told = talks.tell(is_idea=True)
    deliver = (talks.session, talks.officer, talks.id, told)
    assert refused_by("19", ledger.deliver_item, *deliver)
    consent = commands.ConsentToItem(proof="Brief van 6 februari")
    ledger.consent_to_item(talks.session, talks.officer, talks.id, told, consent)
    assert ledger.deliver_item(*deliver).delivered_at is not None


def test_rule_20_what_is_owed_to_all_is_warned_of_and_passes_with_a_reason(talks: Table) -> None:
    talks.talk(0)
    talks.talk(1)
    talks.tell()
    assert refused_by("20", talks.close)
    talks.close(passed_because=WHY)


def test_rule_21_nobody_is_invited_to_tender_before_the_dialogue_was_closed(talks: Table) -> None:
    invited = {"invited_on": "2029-03-01", "tender_due_on": "2029-09-01", "submission_address": "TenderNed"}
    command = InviteToTender.model_validate(invited | {"languages": ["nl"]})
    assert refused_by("21", service.invite_to_tender, talks.session, talks.officer, talks.id, command)


def test_rule_23_nobody_looks_at_tenders_before_they_are_due(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    seat = committee.seat(committee.one.id)
    committee.declare(committee.one, seat)
    assert refused_by("23", committee.score, committee.one, seat, eik, 8, day=date(2029, 2, 27))


def test_rule_24_a_late_request_is_not_judged(session: Session) -> None:
    world = Selection(session)
    assert refused_by("24", world.assess, world.request(1, day=2, month=4))


def test_rule_24_a_deadline_that_has_passed_does_not_move(session: Session) -> None:
    dates = {"requests_due_on": "2026-02-10", "tender_due_on": "2026-06-01"}
    at, day = plan(session, procedure="sas_selection", **dates), date(2026, 2, 11)
    publish(session, at)
    moved = MoveDeadlines(requests_due_on=date(2026, 2, 20), reason="Een aanbieder was te laat.")
    assert refused_by("24", service.move_deadlines, session, on(day, at.manager), at.dossier, moved)


def test_rule_25_a_deadline_does_not_move_to_a_day_that_has_passed(session: Session) -> None:
    at, day = plan(session), date(2026, 2, 11)
    publish(session, at)
    moved = MoveDeadlines(tender_due_on=date(2026, 2, 10), reason="Het kan wel eerder.")
    assert refused_by("25", service.move_deadlines, session, on(day, at.manager), at.dossier, moved)


def test_rule_25_nobody_is_chosen_while_requests_can_come_in(session: Session) -> None:
    world = Selection(session)
    world.assess(world.request(1, day=20))
    early = DecideSelection(decided_on=date(2026, 4, 1), few_because=WHY)
    assert refused_by(
        "25", deciding.decide_selection, session, on(date(2026, 4, 1), world.officer), world.dossier, early
    )


def test_rule_26_a_deadline_on_a_sunday_is_warned_of_and_the_call_goes_out(session: Session) -> None:
    at = plan(session, tender_due_on="2026-03-01")
    assert "26" in shown(session, at.dossier)
    publish(session, at)


def test_rule_28_nobody_scores_before_declaring_to_have_no_conflict(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    seat = committee.seat(committee.one.id)
    assert refused_by("28", committee.score, committee.one, seat, eik, 8)
    committee.declare(committee.one, seat)
    committee.score(committee.one, seat, eik, 8)


def test_rule_29_no_score_without_a_text_and_no_consensus_before_each_scored_alone(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    seat = committee.seat(committee.one.id)
    committee.declare(committee.one, seat)
    assert refused_by("29", committee.score, committee.one, seat, eik, 8, reason=" ")
    assert refused_by("29", committee.agree, eik, K1=8)


def test_rule_30_half_of_a_mandatory_combination_is_refused(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    assert refused_by("30", committee.bid, eik, STAY)
    committee.bid(eik, HOME, STAY)


def test_rule_31_nobody_tenders_for_more_lots_than_was_announced(committee: Committee) -> None:
    committee.plan(combinations=[], most_lots_bid=1)
    eik, _ = committee.publish()
    assert refused_by("31", committee.bid, eik, HOME, STAY)
    committee.bid(eik, HOME)


def test_rule_32_relative_scoring_is_warned_of_and_passes_with_a_reason(committee: Committee) -> None:
    relative = [
        {"code": "K1", "title": "Plan", "weight": "60"},
        {"code": "P", "title": "Prijs", "weight": "40", "kind": "relative_price"},
    ]
    assert refused_by("32", committee.plan, criteria=relative)
    committee.plan(criteria=relative, relative_because="De markt kent geen vast tarief.")


def test_rule_33_equals_at_the_last_place_are_drawn_for_before_the_lot_is_locked(committee: Committee) -> None:
    committee.plan(tie_break=[])
    eik, linde = committee.publish()
    committee.scored(eik, linde)
    committee.open()
    committee.agree(eik, K1=8, K2=8)
    committee.agree(linde, K1=8, K2=8)
    assert refused_by("33", committee.lock)
    assert refused_by("33", committee.draw, eik, linde, witnesses=[])
    committee.draw(linde, eik)
    committee.lock()


def test_rule_34_no_letter_goes_out_without_reasons_and_what_the_winner_has_over_others(award: House) -> None:
    award.decide()
    assert refused_by("34", award.send)
    award.write()
    award.send()
    assert refused_by("34", award.write)


def test_rule_35_nobody_signs_within_the_standstill_but_a_mandate_holder_with_a_reason(award: House) -> None:
    award.awarded()
    last = date(2026, 4, 1)
    assert refused_by("35", conclude, award, last)
    assert refused_by("35", conclude, award, last, early_because=WHY)
    definitive = RecordDefinitiveAward(lot=LOT, definitive_on=last)
    assert refused_by("35", tender_awards.record_definitive_award, award.session, award.on(FREE), award.id, definitive)
    award.recorded()
    conclude(award, last, by=award.at.mandate_holder, early_because=WHY)


def test_rule_35_the_day_after_the_standstill_is_free(award: House) -> None:
    award.awarded()
    assert refused_by("35", conclude, award, date(2026, 4, 1))
    award.recorded()
    conclude(award, FREE)


def test_rule_70_who_waits_takes_the_later_calendar_and_who_must_act_the_earlier(award: House) -> None:
    award.decide()
    award.write()
    award.send(day=date(2026, 3, 14))
    award.recorded(date(2026, 3, 14))
    told = refused_by("70", conclude, award, date(2026, 4, 7))
    assert told.article == "Verordening 1182/71, Algemene termijnenwet"
    assert refused_by("35", conclude, award, date(2026, 4, 3))
    free = date(2026, 4, 8)
    command = RecordContractConcluded(lot=LOT, concluded_on=free)
    tender_awards.record_contract_concluded(award.session, award.on(free), award.id, command)
    owed = deadlines.progress_report(date(2026, 3, 19))
    assert (owed.under_termijnenwet.on, owed.under_regulation.on) == (date(2026, 4, 7), date(2026, 4, 3))
    assert owed.due_by.on == date(2026, 4, 3)


def test_rule_36_that_the_standstill_is_a_promise_is_told_and_keeps_nothing_from_going_on(session: Session) -> None:
    at = plan(session)
    assert "36" in shown(session, at.dossier)
    publish(session, at)


def test_rule_36_is_no_matter_of_a_procedure_with_a_standstill_by_law(session: Session) -> None:
    assert "36" not in shown(session, plan(session, procedure="open").dossier)


def test_rule_37_no_mandate_signs_while_a_court_looks(award: House) -> None:
    award.awarded()
    served = RegisterProceedings(lot=LOT, plaintiff="Zorg Twee", court="Rechtbank", reference="KG 1", served_on=SENT)
    contesting.register_proceedings(award.session, award.on(SENT), award.id, served)
    assert refused_by("37", conclude, award, FREE)
    assert refused_by("37", conclude, award, FREE, by=award.at.mandate_holder, early_because=WHY)


def test_rule_38_nobody_signs_with_a_record_that_is_not_complete(award: House) -> None:
    award.awarded()
    assert refused_by("38", conclude, award, FREE)
    recording.begin_record(award.session, award.on(SENT), award.id, BeginRecord())
    assert refused_by("38", conclude, award, FREE)
    assert refused_by("38", conclude, award, FREE, by=award.at.mandate_holder, early_because=WHY)


def test_rule_39_the_award_notice_is_owed_within_thirty_days_and_stays_owed_until_it_is_sent(award: House) -> None:
    award.awarded()
    definitive = RecordDefinitiveAward(lot=LOT, definitive_on=FREE)
    tender_awards.record_definitive_award(award.session, award.on(FREE), award.id, definitive)
    late = date(2026, 6, 1)
    owed = notice(award, late)
    assert (owed.due.on, owed.state) == (date(2026, 5, 4), MilestoneState.OVERDUE)
    assert owed.due.why.rule == "39"
    sent = RecordAwardNotice(lot=LOT, sent_on=late, reference="TN-2")
    tender_awards.record_award_notice(award.session, award.on(late), award.id, sent)
    assert notice(award, late).state is MilestoneState.DONE


def test_rule_40_a_call_off_stands_under_a_framework(session: Session) -> None:
    at, base = agreed(session, kind=AgreementKind.BASE)
    assert refused_by("40", under, session, at, base, legal_form=LegalForm.CALL_OFF)


def test_rule_41_a_framework_of_more_than_four_years_says_why(session: Session) -> None:
    at = opened(session, CALLED)
    framework = {"legal_form": LegalForm.FRAMEWORK, "duration_motivation": ""}
    assert refused_by("41", agree, session, at, **framework)
    agree(session, at, **framework | {"duration_motivation": "Uitzonderlijke investeringen."})


def test_rule_43_a_sub_agreement_is_for_an_authority_that_was_named(session: Session) -> None:
    at, base = agreed(session, kind=AgreementKind.BASE)
    elsewhere = party(session, "00000009", "Elders (verzonnen)", PartyKind.CONTRACTING_AUTHORITY, CALLED)
    assert refused_by("43", under, session, at, base, authorities=(elsewhere,))


def test_rule_63_no_standstill_is_counted_beyond_the_table_of_holidays(session: Session) -> None:
    at = plan(session, tender_due_on="2060-11-01")
    publish(session, at)
    day = date(2060, 12, 20)
    letters = SendAwardLetter(lot=LOT, decided_on=day, sent_on=day, awarded=(admitted(session, at),))
    assert refused_by("63", tender_awards.send_award_letter, session, on(day, at.manager), at.dossier, letters)


def test_rule_68_no_compensation_is_a_decision_with_a_reason(talks: Table) -> None:
    assert "68" in {one.rule for one in talks.view().warnings}
    told = {"decided_by": "College", "decided_on": talks.today}
    none = commands.DecideCompensation.model_validate(told)
    assert refused_by("68", ending.decide_compensation, talks.session, talks.officer, talks.id, none)
    because = commands.DecideCompensation.model_validate(told | {"reason": WHY})
    ending.decide_compensation(talks.session, talks.officer, talks.id, because)
    assert "68" not in {one.rule for one in talks.view().warnings}


def conclude(award: House, day: date, *, by: Actor | None = None, early_because: str | None = None) -> None:
    """Record that a contract was concluded on a day."""
    command = RecordContractConcluded(lot=LOT, concluded_on=day, early_because=early_because)
    tender_awards.record_contract_concluded(award.session, on(FREE, by or award.at.manager), award.id, command)


def notice(award: House, today: date) -> Any:
    """Return the date by which the award notice is sent."""
    award.session.flush()
    kept = of_dossier(award.session, award.id, today)
    (found,) = [one for one in kept if one.kind is MilestoneKind.AWARD_NOTICE]
    return found


def agree(session: Session, at: Opened, **changes: Any) -> Any:
    """Put an agreement on record."""
    usual: dict[str, Any] = AGREED | {
        "authorities": (at.authority,),
        "providers": (ProviderSeat(party_id=at.providers[0], role=ProviderRole.CONTRACTOR),),
        "term": TermTerms(starts_on=date(2026, 7, 1), initial_months=36, options=(24, 24, 24)),
    }
    return conclude_agreement(session, on(CALLED, at.manager), at.dossier, ConcludeAgreement(**(usual | changes)))


def agreed(session: Session, **changes: Any) -> tuple[Opened, str]:
    """Open a dossier and put an agreement on record in it."""
    at = opened(session, CALLED)
    made = agree(session, at, **changes)
    session.flush()
    return at, made.id


def under(session: Session, at: Opened, base: str, **changes: Any) -> None:
    """Put an agreement on record under another."""
    agree(session, at, kind=AgreementKind.SUB, deed="A-2", parent_id=base, term=None, **changes)
