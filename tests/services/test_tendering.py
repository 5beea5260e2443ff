"""The tender of Utrecht's first case, from plan to award notice, with the dates it leaves behind."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.agenda.queries import coming, of_dossier
from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.dossiers.schemas import HandOver
from partnerschapsakte.dossiers.service import hand_over
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.rules.facts import (
    ConsortiumRole,
    LotOutcome,
    MinutesState,
    Procedure,
    RecordState,
    TenderStage,
    TenderStatus,
)
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    ApproveMinutes,
    CloseDialogue,
    MarkRecord,
    MoveDeadlines,
    PartyOfCandidate,
    PlannedLot,
    PlanTender,
    PublishTender,
    RecordAwardNotice,
    RecordContractConcluded,
    RecordDefinitiveAward,
    RecordSession,
    SendAwardLetter,
    StartDialogue,
    TenderView,
    WithdrawCandidate,
    WithdrawTender,
)
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as service

LOT = "LOT-0001"
PLAN = PlanTender(
    procedure=Procedure.SAS_DIALOGUE,
    title="Specialistische jeugdhulp in de wijk",
    requests_due_on=date(2019, 2, 14),
    tender_due_on=date(2019, 5, 31),
    dialogue_rounds=7,
    topics=("verdeling", "wijkteam", "akte"),
    lots=(PlannedLot(code=LOT, title="Eén taak", contracts_minimum=2, contracts_maximum=2),),
)


class Desk:
    """Somebody at work on the tender of one dossier."""

    def __init__(self, session: Session, dossier: Opened) -> None:
        self.session, self.dossier = session, dossier

    def plan(self) -> None:
        service.plan_tender(self.session, on(date(2018, 12, 1), self.dossier.manager), self.dossier.dossier, PLAN)

    def call(self) -> tuple[str, str]:
        """Publish, and admit both candidates."""
        self.plan()
        published = date(2018, 12, 14)
        service.publish_tender(self.session, self.on(published), self.id, PublishTender(published_on=published))
        return self.admit("Combinatie Een", 0), self.admit("Combinatie Twee", 1)

    def admit(self, name: str, provider: int) -> str:
        day = date(2019, 2, 28)
        seat = PartyOfCandidate(party_id=self.dossier.providers[provider], role=ConsortiumRole.LEAD)
        command = AdmitCandidate(name=name, parties=(seat,), admitted_on=day)
        return service.admit_candidate(self.session, self.on(day), self.id, command).id

    def talk(self, candidate: str, round_: int, day: date) -> str:
        command = RecordSession(
            candidate_id=candidate,
            round=round_,
            held_on=day,
            topics=("akte",),
            attendees=9,
            attendee_roles=("ervaringsdeskundige", "huisarts"),
        )
        return service.record_session(self.session, self.on(day), self.id, command).id

    def dialogue(self) -> tuple[str, str]:
        """Hold one conversation with each, and close."""
        candidates = self.call()
        first, last = date(2019, 3, 5), date(2019, 4, 23)
        service.start_dialogue(self.session, self.on(first), self.id, StartDialogue(started_on=first))
        for one in candidates:
            self.talk(one, 1, first)
        service.close_dialogue(self.session, self.on(last), self.id, CloseDialogue(closed_on=last))
        return candidates

    def award(self) -> tuple[str, str]:
        """Send the letters."""
        candidates, sent = self.dialogue(), date(2019, 7, 10)
        command = SendAwardLetter(lot=LOT, decided_on=date(2019, 7, 9), sent_on=sent, awarded=candidates)
        tender_awards.send_award_letter(self.session, self.on(sent), self.id, command)
        return candidates

    def view(self, today: date) -> TenderView:
        view = queries.tender_view(self.session, self.id, today=today)
        assert view is not None
        return view

    def milestones(self, today: date) -> dict[str, tuple[date, MilestoneState]]:
        return {one.key: (one.on, one.state) for one in of_dossier(self.session, self.id, today)}

    def on(self, day: date) -> Occasion:
        return on(day, self.dossier.manager)

    @property
    def id(self) -> str:
        return self.dossier.dossier


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """A desk with an open dossier, in one transaction."""
    with writing(engine)() as session:
        yield Desk(session, opened(session, date(2018, 9, 1)))


def test_a_dossier_without_a_tender_shows_none(desk: Desk) -> None:
    assert queries.tender_view(desk.session, desk.id, today=date(2026, 11, 22)) is None
    with pytest.raises(Refusal, match="no tender"):
        queries.tender(desk.session, desk.id)


def test_a_dossier_has_one_tender(desk: Desk) -> None:
    desk.plan()
    with pytest.raises(Refusal, match="already has a tender"):
        desk.plan()


def test_a_plan_shows_what_is_known_and_leaves_the_rest_empty(desk: Desk) -> None:
    desk.plan()
    view = desk.view(date(2018, 12, 1))
    (lot,) = view.lots
    assert (view.status, view.stage) == (TenderStatus.PLANNED, TenderStage.PREPARATION)
    assert (lot.id, lot.outcome, lot.awarded, lot.standstill, lot.award_notice_due) == (LOT, None, (), None, None)
    assert view.questions_due is not None
    assert view.questions_due.on == date(2019, 5, 21)
    assert (view.estimated_value, view.record_of_proceedings, view.selection.applied) == (None, None, None)


def test_the_deadlines_of_a_plan_are_kept(desk: Desk) -> None:
    desk.plan()
    kept = desk.milestones(date(2018, 12, 1))
    assert {key: on_day for key, (on_day, _) in kept.items()} == {
        "requests:questions": date(2019, 2, 4),
        "requests:deadline": date(2019, 2, 14),
        "tenders:questions": date(2019, 5, 21),
        "tenders:deadline": date(2019, 5, 31),
    }


def test_the_open_dates_go_with_the_post_of_contract_manager(desk: Desk) -> None:
    desk.plan()
    day = date(2018, 12, 20)
    successor = person(desk.session, "opvolger", Role.CONTRACT_MANAGER, day)
    command = HandOver(post=Post.CONTRACT_MANAGER, from_person_id=desk.dossier.manager.id, to_person_id=successor.id)
    hand_over(desk.session, desk.on(day), desk.id, command)
    assert len(coming(desk.session, day, person_id=successor.id)) == len(desk.milestones(day))
    assert coming(desk.session, day, person_id=desk.dossier.manager.id) == ()


def test_a_moved_deadline_moves_its_dates(desk: Desk) -> None:
    desk.plan()
    command = MoveDeadlines(tender_due_on=date(2019, 6, 14), reason="De dialoog duurt twee weken langer.")
    service.move_deadlines(desk.session, desk.on(date(2019, 1, 7)), desk.id, command)
    kept = desk.milestones(date(2019, 1, 7))
    assert (kept["tenders:deadline"][0], kept["requests:deadline"][0]) == (date(2019, 6, 14), date(2019, 2, 14))


def test_a_deadline_does_not_move_before_another(desk: Desk) -> None:
    desk.plan()
    command = MoveDeadlines(tender_due_on=date(2019, 2, 1), reason="Dit kan natuurlijk niet.")
    with pytest.raises(Refusal, match="before requests"):
        service.move_deadlines(desk.session, desk.on(date(2019, 1, 7)), desk.id, command)


def test_sessions_show_their_candidate_and_never_a_name(desk: Desk) -> None:
    desk.dialogue()
    dialogue = desk.view(date(2019, 4, 23)).dialogue
    assert dialogue is not None
    assert [(one.participant, one.round, one.attendees) for one in dialogue.sessions] == [
        ("Combinatie Een", 1, 9),
        ("Combinatie Twee", 1, 9),
    ]
    assert (dialogue.started_on, dialogue.closed_on) == (date(2019, 3, 5), date(2019, 4, 23))


def test_nobody_talks_after_the_dialogue_was_closed(desk: Desk) -> None:
    first, _ = desk.dialogue()
    with pytest.raises(Refusal, match="nobody talks") as refused:
        desk.talk(first, 2, date(2019, 4, 24))
    assert refused.value.rule == "21"


def test_nobody_talks_with_somebody_unknown(desk: Desk) -> None:
    desk.dialogue()
    with pytest.raises(Refusal, match="no candidate"):
        desk.talk("niemand", 1, date(2019, 4, 1))


def test_a_candidate_that_withdrew_neither_talks_nor_wins(desk: Desk) -> None:
    first, second = desk.dialogue()
    gone = date(2019, 6, 1)
    command = WithdrawCandidate(candidate_id=second, withdrawn_on=gone, reason="Trekt zich terug uit de procedure.")
    service.withdraw_candidate(desk.session, desk.on(gone), desk.id, command)
    letter = SendAwardLetter(lot=LOT, decided_on=date(2019, 7, 9), sent_on=date(2019, 7, 10), awarded=(first, second))
    with pytest.raises(Refusal, match="did not withdraw"):
        tender_awards.send_award_letter(desk.session, desk.on(date(2019, 7, 10)), desk.id, letter)


def test_approved_minutes_no_longer_warn(desk: Desk) -> None:
    first, _ = desk.call()
    day = date(2019, 3, 5)
    service.start_dialogue(desk.session, desk.on(day), desk.id, StartDialogue(started_on=day))
    held = desk.talk(first, 1, day)
    assert "18" in {one.rule for one in desk.view(day).findings}
    approved = ApproveMinutes(session_id=held, approved_on=date(2019, 3, 12))
    service.approve_minutes(desk.session, desk.on(date(2019, 3, 12)), desk.id, approved)
    assert "18" not in {one.rule for one in desk.view(day).findings}
    dialogue = desk.view(day).dialogue
    assert dialogue is not None
    assert dialogue.sessions[0].minutes is MinutesState.APPROVED
    with pytest.raises(Refusal, match="no such conversation"):
        queries.dialogue_session(queries.tender(desk.session, desk.id), "geen")


def test_the_letter_of_10_july_2019_starts_a_standstill_through_30_july(desk: Desk) -> None:
    desk.award()
    view = desk.view(date(2019, 7, 10))
    (lot,) = view.lots
    assert lot.standstill is not None
    assert (lot.standstill.last_day.on, lot.standstill.earliest_signing.on) == (date(2019, 7, 30), date(2019, 7, 31))
    assert (lot.outcome, lot.awarded) == (LotOutcome.AWARDED, ("Combinatie Een", "Combinatie Twee"))
    assert (view.status, view.stage) == (TenderStatus.CLOSED, TenderStage.STANDSTILL)
    assert desk.milestones(date(2019, 7, 10))[f"{LOT}:standstill"][0] == date(2019, 7, 30)


def test_no_contract_is_concluded_within_the_standstill(desk: Desk) -> None:
    desk.award()
    early = RecordContractConcluded(lot=LOT, concluded_on=date(2019, 7, 30))
    with pytest.raises(Refusal, match="standstill") as refused:
        tender_awards.record_contract_concluded(desk.session, desk.on(date(2019, 7, 30)), desk.id, early)
    assert refused.value.rule == "35"


def test_a_mandate_holder_says_why_a_contract_is_concluded_early(desk: Desk) -> None:
    desk.award()
    day = date(2019, 7, 20)
    command = RecordContractConcluded(lot=LOT, concluded_on=day, early_because="Beide gegadigden zijn winnaar.")
    with pytest.raises(Refusal, match="standstill"):
        tender_awards.record_contract_concluded(desk.session, desk.on(day), desk.id, command)
    early = desk.dossier.mandate_holder
    with pytest.raises(Refusal, match="record of proceedings"):
        tender_awards.record_contract_concluded(desk.session, on(day, early), desk.id, command)
    complete = MarkRecord(state=RecordState.COMPLETE)
    tender_awards.mark_record(desk.session, desk.on(day), desk.id, complete)
    award = tender_awards.record_contract_concluded(desk.session, on(day, early), desk.id, command)
    assert award.concluded_early_because == "Beide gegadigden zijn winnaar."


def test_the_award_notice_is_done_when_it_is_recorded(desk: Desk) -> None:
    desk.award()
    day, sent = date(2019, 7, 31), date(2019, 8, 20)
    definitive = RecordDefinitiveAward(lot=LOT, definitive_on=day)
    tender_awards.record_definitive_award(desk.session, desk.on(day), desk.id, definitive)
    (lot,) = desk.view(day).lots
    assert lot.award_notice_due is not None
    assert lot.award_notice_due.on == date(2019, 8, 30)
    assert desk.milestones(day)[f"{LOT}:award-notice"] == (date(2019, 8, 30), MilestoneState.WAITING)
    notice = RecordAwardNotice(lot=LOT, sent_on=sent, reference="2019/S 000-000000")
    tender_awards.record_award_notice(desk.session, desk.on(sent), desk.id, notice)
    assert desk.milestones(sent)[f"{LOT}:award-notice"][1] is MilestoneState.DONE
    view = desk.view(sent)
    assert (view.status, view.stage) == (TenderStatus.AWARDED, TenderStage.CONCLUDED)


def test_nothing_follows_an_award_that_was_not_sent(desk: Desk) -> None:
    desk.dialogue()
    day = date(2019, 8, 1)
    with pytest.raises(Refusal, match="were not sent"):
        tender_awards.record_definitive_award(
            desk.session, desk.on(day), desk.id, RecordDefinitiveAward(lot=LOT, definitive_on=day)
        )
    with pytest.raises(Refusal, match="no lot"):
        tender_awards.record_definitive_award(
            desk.session, desk.on(day), desk.id, RecordDefinitiveAward(lot="LOT-0009", definitive_on=day)
        )


def test_a_withdrawn_tender_keeps_no_dates_open(desk: Desk) -> None:
    desk.call()
    day = date(2019, 3, 1)
    command = WithdrawTender(withdrawn_on=day, reason="De gunningscriteria ontbraken.")
    service.withdraw_tender(desk.session, desk.on(day), desk.id, command)
    view = desk.view(day)
    assert (view.status, view.lots[0].outcome) == (TenderStatus.WITHDRAWN, LotOutcome.NOT_AWARDED)
    assert {state for _, state in desk.milestones(day).values()} <= {MilestoneState.VOID, MilestoneState.DONE}


def test_every_act_is_journalled_with_the_dossier_and_the_tender(desk: Desk) -> None:
    desk.award()
    told = select(JournalEntry.tag).where(JournalEntry.dossier_id == desk.id, JournalEntry.tag.startswith("tender:"))
    assert desk.session.scalars(told.order_by(JournalEntry.id)).all() == [
        "tender:planned",
        "tender:published",
        "tender:candidate:admitted",
        "tender:candidate:admitted",
        "tender:dialogue:started",
        "tender:session:held",
        "tender:session:held",
        "tender:dialogue:closed",
        "tender:award-letter:sent",
    ]


def test_what_was_recorded_is_there_after_the_commit(engine: Engine) -> None:
    with writing(engine)() as session:
        desk = Desk(session, opened(session, date(2018, 9, 1)))
        desk.award()
    with reading(engine)() as session:
        view = queries.tender_view(session, desk.id, today=date(2026, 11, 22))
        assert view is not None
        assert [one.name for one in view.candidates[0].parties] == ["Zorg Een (verzonnen)"]
