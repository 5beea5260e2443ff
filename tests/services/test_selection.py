"""The selection through the service: requests, judgements, the decision, and a letter with own reasons for each."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier_factory import on, party
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import Outcome
from partnerschapsakte.awarding.queries.rooms import why_admitted
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.models import ParticipationRequest
from partnerschapsakte.selection.schemas import (
    AssessRequest,
    DecideSelection,
    NotePhaseOut,
    PlanSelection,
    RecordRequest,
    RecordSelectionDraw,
    RectifySelection,
    ScoreRequest,
    WithdrawRequest,
)
from partnerschapsakte.selection.service import deciding, requests
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.schemas import AdmitCandidate, InviteToTender, MoveDeadlines, PublishTender
from partnerschapsakte.tendering.service import course as tender_service
from tender_factory import CALL, planned, refused

DUE, JUDGED = date(2026, 4, 1), date(2026, 4, 10)
ASKED: dict[str, Any] = {
    "requirements": [
        {"code": "E1", "kind": "suitability", "text": "Ervaring met jeugdhulp", "evidence": "Een referentie"},
    ],
    "criteria": [
        {"code": "C1", "text": "Visie", "weight": "60", "scale": "10", "evidence": "Twee bladzijden"},
        {"code": "C2", "text": "Samenwerking", "weight": "40", "scale": "10", "evidence": "Een bladzijde"},
    ],
    "uea_required": True,
    "standstill_days": 20,
}
WHY = "De referentie is van de juiste omvang."
FEW = "Meer aanbieders zijn er in de buurt niet."
CANARY = "kanarie-8821"


class World:
    """A tender with a selection for at most two candidates, and three providers."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.called = planned(session, procedure="sas_selection", requests_due_on="2026-04-01", maximum_candidates=2)
        self.dossier, self.officer = self.called.dossier, self.called.officer
        self.plan()
        tender_service.publish_tender(session, on(CALL, self.officer), self.dossier, PublishTender(published_on=CALL))
        beuk = party(session, "00000004", "Zorg Drie (verzonnen)", PartyKind.PROVIDER, CALL)
        self.parties = (*self.called.at.providers, beuk)

    def plan(self, version: int | None = None, **changes: Any) -> Any:
        command = PlanSelection.model_validate(ASKED | changes)
        acting = on(CALL, self.officer)
        return deciding.plan_selection(self.session, acting, self.dossier, command, version=version)

    def request(self, number: int, day: int = 30, month: int = 3, **more: Any) -> ParticipationRequest:
        command = {
            "name": f"Kandidaat {number}",
            "parties": [{"party_id": self.parties[number - 1], "role": "lead"}],
            "received_at": datetime(2026, month, day, 12, tzinfo=UTC),
            "size_class": "small",
        }
        acting = on(JUDGED, self.officer)
        return requests.record_request(self.session, acting, self.dossier, RecordRequest.model_validate(command | more))

    def assess(self, asked: ParticipationRequest, *, met: bool = True, reason: str = WHY) -> ParticipationRequest:
        command = AssessRequest.model_validate({"findings": [{"code": "E1", "met": met, "reason": reason}]})
        return requests.assess_request(self.session, on(JUDGED, self.officer), self.dossier, asked.id, command)

    def score(self, asked: ParticipationRequest, first: str, second: str, reason: str = WHY) -> ParticipationRequest:
        given = [{"code": code, "score": one, "reason": reason} for code, one in (("C1", first), ("C2", second))]
        command = ScoreRequest.model_validate({"scores": given})
        return requests.score_request(self.session, on(JUDGED, self.officer), self.dossier, asked.id, command)

    def decide(self, **more: Any) -> Any:
        command = DecideSelection(decided_on=JUDGED, **more)
        made = deciding.decide_selection(self.session, on(JUDGED, self.officer), self.dossier, command)
        self.session.flush()
        return made

    def letters(self, party_id: str) -> str:
        found = self.session.scalars(select(Letter).where(Letter.party_id == party_id))
        return "\n".join(one.text for one in found)


@pytest.fixture
def world(engine: Engine) -> Any:
    """A tender with a selection, in one transaction."""
    with writing(engine)() as session:
        yield World(session)


def test_two_for_two_places_are_admitted_without_a_ranking_and_become_candidates(world: World) -> None:
    one, two = world.request(1), world.request(2)
    for asked in (one, two):
        world.assess(asked)
    assert refused(lambda: world.score(one, "8", "8")).rule == "16"
    decision = world.decide(few_because=FEW)
    assert (decision.applied, decision.standstill_last_day) == (False, date(2026, 4, 30))
    found = tendering.tender(world.session, world.dossier)
    assert [one.name for one in found.candidates] == ["Kandidaat 1", "Kandidaat 2"]
    assert (one.candidate_id, one.rank) == (found.candidates[0].id, None)
    assert "zonder rangschikking" in world.letters(world.parties[0])
    assert queries.file_of(world.session, world.dossier).admitted == (one.id, two.id)


def test_three_for_two_places_are_ranked_and_each_reads_its_own_reasons_only(world: World) -> None:
    made = [world.request(number) for number in (1, 2, 3)]
    for asked in made:
        world.assess(asked)
    for asked, first, reason in zip(
        made, ("5", "9", "8"), (CANARY * 2, WHY, "Een heldere visie op samen werken."), strict=True
    ):
        world.score(asked, first, "7.5", reason)
    decision = world.decide(few_because=FEW)
    assert decision.applied
    assert [(one.admitted, one.rank, one.points) for one in made] == [
        (False, 3, Decimal("60.00")),
        (True, 1, Decimal("84.00")),
        (True, 2, Decimal("78.00")),
    ]
    mine, other = world.letters(world.parties[0]), world.letters(world.parties[1])
    for told in ("niet toegelaten", CANARY, "punten: 60", "30 april 2026", "rangschikking: 3"):
        assert told in mine
    assert CANARY not in other
    kept = world.session.scalars(select(Milestone).where(Milestone.key == "selection:standstill")).one()
    assert kept.on == date(2026, 4, 30)


def test_the_standstill_after_the_selection_lapses_when_it_has_passed_and_the_tender_went_on(world: World) -> None:
    for asked in (world.request(1), world.request(2)):
        world.assess(asked)
    world.decide(few_because=FEW)
    command = InviteToTender(
        invited_on=date(2026, 4, 20), tender_due_on=date(2026, 6, 15), submission_address="https://platform.example"
    )
    tender_service.invite_to_tender(world.session, on(date(2026, 4, 20), world.officer), world.dossier, command)
    kept = world.session.scalars(select(Milestone).where(Milestone.key == "selection:standstill")).one()
    assert kept.outcome is None, "on 20 April somebody may still object"
    moved = MoveDeadlines(tender_due_on=date(2026, 6, 22), reason=WHY)
    tender_service.move_deadlines(world.session, on(date(2026, 5, 1), world.officer), world.dossier, moved)
    assert (kept.outcome, kept.next_on) == (Outcome.VOID, None)


def test_80_75_75_is_drawn_with_pool_method_witness_and_redraw_rule_rule_33(world: World) -> None:
    made = [world.request(number) for number in (1, 2, 3)]
    for asked in made:
        world.assess(asked)
    for asked, score in zip(made, ("8", "7.5", "7.5"), strict=True):
        world.score(asked, score, score)
    assert refused(lambda: world.decide(few_because=FEW)).rule == "33"
    command = {
        "drawn": [made[2].id, made[1].id],
        "drawn_on": JUDGED,
        "method": "Twee gelijke briefjes uit een doos.",
        "witness": f"Notaris {CANARY}",
    }
    acting = on(JUDGED, world.officer)
    drawn = deciding.record_draw(world.session, acting, world.dossier, RecordSelectionDraw.model_validate(command))
    assert drawn.redraw_rule == "new_draw"
    world.decide(few_because=FEW)
    assert [one.admitted for one in made] == [True, False, True]
    entries = world.session.scalars(select(JournalEntry).where(JournalEntry.tag.startswith("selection:")))
    assert CANARY not in "".join(str(one.details) for one in entries)
    again = RecordSelectionDraw.model_validate(command)
    assert (
        refused(lambda: deciding.record_draw(world.session, acting, world.dossier, again)).code == "selection_decided"
    )


def test_fewer_than_three_pass_with_a_reason_rule_17(world: World) -> None:
    world.assess(world.request(1))
    warned = refused(world.decide)
    assert (warned.code, warned.rule) == ("reason_asked", "17")
    assert world.decide(few_because=FEW).few_because == FEW
    assert refused(lambda: world.decide(few_because=FEW)).code == "selection_decided"


def test_a_request_that_is_late_is_recorded_refused_and_told_so_rule_24(world: World) -> None:
    late = world.request(1, day=1, month=4)
    assert not late.late
    late = world.request(2, day=2, month=4)
    assert late.late
    assert refused(lambda: world.assess(late)).rule == "24"
    told = world.letters(world.parties[1])
    assert "2 april 2026" in told
    assert "1 april 2026" in told
    future: dict[str, Any] = {"received_at": datetime(2026, 4, 10, 20, tzinfo=UTC)}
    assert refused(lambda: world.request(3, **future)).code == "not_received_yet"


def test_who_fails_a_requirement_reads_which_and_why_and_hands_over(world: World) -> None:
    lost, left = world.request(1), world.request(2)
    world.assess(lost, met=False, reason=f"De referentie ontbreekt {CANARY}")
    world.assess(left)
    note = NotePhaseOut(has_running_clients=True, clients="Twaalf jeugdigen houden hun begeleider.")
    acting = on(JUDGED, world.officer)
    early = refused(lambda: requests.note_phase_out(world.session, acting, world.dossier, lost.id, note))
    assert early.code == "not_rejected"
    world.decide(few_because=FEW)
    assert CANARY in world.letters(world.parties[0])
    assert CANARY not in world.letters(world.parties[1])
    requests.note_phase_out(world.session, acting, world.dossier, lost.id, note)
    assert lost.phase_out_clients.startswith("Twaalf")


def test_a_withdrawn_request_makes_a_ranking_needless_rule_16(world: World) -> None:
    made = [world.request(number) for number in (1, 2, 3)]
    for asked in made:
        world.assess(asked)
    gone = WithdrawRequest(withdrawn_on=JUDGED, reason="Te weinig personeel.")
    requests.withdraw_request(world.session, on(JUDGED, world.officer), world.dossier, made[0].id, gone)
    assert not world.decide(few_because=FEW).applied
    assert [one.admitted for one in made] == [None, True, True]


def test_after_publication_only_a_rectification_to_all_changes_what_is_asked_rule_12(world: World) -> None:
    assert refused(world.plan).rule == "12"
    command = RectifySelection.model_validate(ASKED | {"decimals": 1, "reason": "Een schrijffout in de afronding."})
    acting = on(date(2026, 3, 20), world.officer)
    plan = deciding.rectify_selection(world.session, acting, world.dossier, command)
    assert (plan.facts.decimals, plan.rectified_because) == (1, "Een schrijffout in de afronding.")
    letter = world.session.scalars(select(Letter).where(Letter.party_id.is_(None))).one()
    assert "Een schrijffout" in letter.text
    late = on(JUDGED, world.officer)
    assert refused(lambda: deciding.rectify_selection(world.session, late, world.dossier, command)).rule == "12"


def test_a_judgement_that_somebody_else_changed_is_not_overwritten(world: World) -> None:
    asked = world.request(1)
    world.session.flush()
    read = asked.version
    world.assess(asked)
    world.session.flush()
    command, acting = AssessRequest(), on(JUDGED, world.officer)
    refusal = refused(
        lambda: requests.assess_request(world.session, acting, world.dossier, asked.id, command, version=read)
    )
    assert refusal.code == "changed_meanwhile"


def test_rule_16_beside_a_selection_nobody_is_admitted_without_a_reason_that_the_record_tells(world: World) -> None:
    for asked in (world.request(1), world.request(2)):
        world.assess(asked)
    world.decide(few_because=FEW)
    seats = [{"party_id": world.parties[2], "role": "lead"}]
    told = {"name": "Kandidaat 3", "parties": seats, "admitted_on": JUDGED}
    at = (world.session, on(JUDGED, world.officer), world.dossier)
    by_order = "De voorzieningenrechter beval haar toe te laten."

    def admit(**reason: str) -> Any:
        return tender_service.admit_candidate(*at, AdmitCandidate.model_validate(told | reason))

    stopped = refused(admit)
    assert (stopped.code, stopped.rule) == ("selection_leads", "16")
    assert len(tendering.tender(world.session, world.dossier).candidates) == 2
    admitted = admit(outside_because=by_order)
    found = tendering.tender(world.session, world.dossier)
    assert [one.outside_because for one in found.candidates] == [None, None, by_order]
    assert by_order in str(why_admitted(world.session, found, admitted))


def test_whoever_lays_no_selection_down_records_who_was_admitted_without_a_reason(engine: Engine) -> None:
    with writing(engine)() as session:
        called = planned(session, procedure="sas_selection", requests_due_on="2026-04-01")
        publishing = PublishTender(published_on=CALL)
        tender_service.publish_tender(session, on(CALL, called.officer), called.dossier, publishing)
        seats = [{"party_id": called.at.providers[0], "role": "lead"}]
        command = AdmitCandidate.model_validate({"name": "De Eik", "parties": seats, "admitted_on": JUDGED})
        admitted = tender_service.admit_candidate(session, on(JUDGED, called.officer), called.dossier, command)
        assert admitted.outside_because is None
