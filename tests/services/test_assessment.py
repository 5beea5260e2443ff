"""An assessment from plan to locked lots: frozen, each alone and without a conflict, then consensus, then the lock."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.access.schemas import GrantRight, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.rules.allocation import AssessmentState
from partnerschapsakte.assessment.schemas import (
    AgreeScore,
    DeclareConflict,
    EnterBid,
    GiveScore,
    JudgeConflict,
    LotAssessmentView,
    PlanAssessment,
    RecordDraw,
    RectifyPlan,
    ReleaseAssessor,
    SeatAssessor,
)
from partnerschapsakte.assessment.service import assessors, consensus
from partnerschapsakte.assessment.service import plan as planning
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering.rules.facts import ConsortiumRole, Procedure
from partnerschapsakte.tendering.schemas import AdmitCandidate, PartyOfCandidate, PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tendering

START, CALL, DUE, SCORED = date(2029, 1, 8), date(2029, 1, 15), date(2029, 3, 1), date(2029, 3, 12)
HOME, STAY = "LOT-0001", "LOT-0002"
WHY = "Het plan noemt concrete stappen en wie ze zet."
TENDER: dict[str, Any] = {
    "procedure": Procedure.SAS_ONE_STAGE,
    "title": "Opvang en beschermd wonen",
    "tender_due_on": DUE,
    "lots": [{"code": HOME, "title": "Beschermd thuis"}, {"code": STAY, "title": "Beschermd verblijf"}],
}
PLAN: dict[str, Any] = {
    "method": "points",
    "criteria": [
        {"code": "K1", "title": "Plan van aanpak", "weight": "60"},
        {"code": "K2", "title": "Team", "weight": "40", "minimum": "4"},
    ],
    "combinations": [{"lot": STAY, "requires": HOME}],
    "tie_break": ["K1"],
}


class Committee:
    """Everybody who has something to do with one assessment."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.world: Opened = opened(session, START)
        self.dossier = self.world.dossier
        self.officer = self.world.manager
        self.one = self.somebody("een", Role.ASSESSOR)
        self.two = self.somebody("twee", Role.ASSESSOR)
        self.adviser = self.somebody("begeleider", Role.CLIENT_ADVISER)
        tendering.plan_tender(session, self.on(START), self.dossier, PlanTender.model_validate(TENDER))

    def somebody(self, name: str, role: Role, party: str | None = None) -> Actor:
        actor = person(self.session, name, role, START)
        if party is not None:
            start_membership(self.session, on(START), actor.id, StartMembership(party_id=party, since=START))
        right = GrantRight(person_id=actor.id, dossier_id=self.dossier, role=role, party_id=party)
        grant_right(self.session, on(START), right)
        return actor

    def on(self, day: date, actor: Actor | None = None) -> Occasion:
        return on(day, actor or self.officer)

    def plan(self, day: date = START, **changes: Any) -> None:
        command = PlanAssessment.model_validate(PLAN | changes)
        planning.plan_assessment(self.session, self.on(day), self.dossier, command)

    def rectify(self, day: date = date(2029, 2, 1), **changes: Any) -> None:
        said = {"reason": "De weging stond er verkeerd in.", **changes}
        command = RectifyPlan.model_validate(PLAN | said)
        planning.rectify_plan(self.session, self.on(day), self.dossier, command)

    def publish(self) -> tuple[str, str]:
        """Publish the call, and let two candidates in."""
        tendering.publish_tender(self.session, self.on(CALL), self.dossier, PublishTender(published_on=CALL))
        eik, linde = (self.admit(name, number) for number, name in enumerate(("De Eik", "De Linde")))
        return eik, linde

    def admit(self, name: str, number: int) -> str:
        seat = PartyOfCandidate(party_id=self.world.providers[number], role=ConsortiumRole.LEAD)
        command = AdmitCandidate(name=name, parties=(seat,), admitted_on=date(2029, 2, 1))
        return tendering.admit_candidate(self.session, self.on(date(2029, 2, 1)), self.dossier, command).id

    def seat(self, person_id: str | None, **more: Any) -> str:
        command = SeatAssessor.model_validate({"person_id": person_id, **more})
        return assessors.seat_assessor(self.session, self.on(CALL), self.dossier, command).id

    def declare(self, actor: Actor, seat: str, *, conflict: str = "") -> None:
        command = DeclareConflict(has_conflict=bool(conflict), explanation=conflict)
        assessors.declare_conflict(self.session, self.on(DUE, actor), self.dossier, seat, command)

    def score(self, actor: Actor, seat: str, candidate: str, score: int, **more: Any) -> None:
        said: dict[str, Any] = {"lot": HOME, "candidate_id": candidate, "criterion": "K1", "score": score}
        said |= {"reason": WHY, **more}
        day = said.pop("day", SCORED)
        command = GiveScore.model_validate(said)
        assessors.give_score(self.session, self.on(day, actor), self.dossier, seat, command)

    def bid(self, candidate: str, *lots: str, **more: Any) -> None:
        command = EnterBid.model_validate({"candidate_id": candidate, "lots": [{"lot": one} for one in lots], **more})
        consensus.enter_bid(self.session, self.on(SCORED), self.dossier, command)

    def agree(self, candidate: str, lot: str = HOME, **scores: Any) -> None:
        for criterion, score in scores.items():
            said = {"candidate_id": candidate, "criterion": criterion, "score": score, "reason": WHY}
            command = AgreeScore.model_validate(said)
            consensus.agree_score(self.session, self.on(SCORED), self.dossier, lot, command)

    def open(self, lot: str = HOME) -> None:
        consensus.open_scores(self.session, self.on(SCORED), self.dossier, lot)

    def lock(self, lot: str = HOME) -> None:
        consensus.lock_lot(self.session, self.on(SCORED), self.dossier, lot)

    def draw(self, *order: str, **more: Any) -> None:
        said = {"order": order, "method": "Briefjes in een doos", "witnesses": ["Notaris"], "drawn_on": SCORED, **more}
        consensus.record_draw(self.session, self.on(SCORED), self.dossier, HOME, RecordDraw.model_validate(said))

    def lot(self, code: str = HOME) -> LotAssessmentView:
        self.session.flush()
        view = views.assessment_view(self.session, self.dossier, today=SCORED)
        return views.lot_view(view, code)

    def scored(self, *candidates: str, **scores: int) -> list[tuple[Actor, str]]:
        """Seat both assessors for the first lot, and let them score every candidate."""
        seats = [(who, self.seat(who.id, lots=[HOME])) for who in (self.one, self.two)]
        for who, seat in seats:
            self.declare(who, seat)
            for candidate in candidates:
                for criterion in ("K1", "K2"):
                    self.score(who, seat, candidate, scores.get(criterion, 8), criterion=criterion)
        return seats


@pytest.fixture
def committee(engine: Engine) -> Iterator[Committee]:
    """A tender of two lots, planned, with two assessors and somebody who goes along with clients."""
    with writing(engine)() as session:
        yield Committee(session)


def refused(act: Any, *arguments: Any, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        act(*arguments, **more)
    return caught.value.code, caught.value.rule


def test_a_plan_is_written_anew_until_the_call_and_then_frozen(committee: Committee) -> None:
    committee.plan()
    committee.plan(tie_break=["K2"])
    committee.publish()
    assert refused(committee.plan, date(2029, 1, 20)) == ("plan_frozen", "12")
    view = views.plan_view(committee.session, committee.dossier)
    assert view.frozen
    assert view.written is not None
    assert (view.version, view.written.tie_break) == (2, ("K2",))


def test_what_may_not_be_announced_is_not_written(committee: Committee) -> None:
    price = [{"code": "P", "title": "Prijs", "weight": "100", "kind": "relative_price"}]
    assert refused(committee.plan, criteria=price) == ("price_alone", "11")
    assert refused(committee.plan, criteria=PLAN["criteria"][:1], tie_break=[]) == ("weights_sum", "13")
    relative = [{"code": "K1", "title": "Plan", "weight": "60"}, price[0] | {"weight": "40"}]
    assert refused(committee.plan, criteria=relative) == ("relative_without_reason", "32")
    committee.plan(criteria=relative, relative_because="De markt kent geen vast tarief.")
    assert [one.rule for one in views.plan_view(committee.session, committee.dossier).findings] == ["32"]


def test_a_rectification_goes_to_all_with_its_reason_and_not_after_tenders_are_due(committee: Committee) -> None:
    committee.plan()
    assert refused(committee.rectify) == ("plan_not_frozen", None)
    committee.publish()
    assert refused(committee.rectify) == ("nobody_told", "12")
    committee.rectify(reference="TN-7", tie_break=["K2"])
    committee.somebody("eik", Role.PROVIDER_CONTACT, committee.world.providers[0])
    committee.rectify()
    letter = committee.session.scalars(select(Letter)).one()
    assert (letter.party_id, letter.text) == (None, "De weging stond er verkeerd in.")
    assert refused(committee.rectify, date(2029, 3, 2)) == ("tenders_in", "12")


def test_nobody_scores_before_tenders_are_due_nor_without_a_plan(committee: Committee) -> None:
    eik, _ = committee.publish()
    assert refused(committee.bid, eik, HOME) == ("plan_missing", "12")
    committee.rectify(reference="TN-7")
    seat = committee.seat(committee.one.id)
    committee.declare(committee.one, seat)
    early = refused(committee.score, committee.one, seat, eik, 8, day=date(2029, 2, 27))
    assert early == ("tenders_not_due", "23")
    committee.score(committee.one, seat, eik, 8)


def test_rule_28_nobody_sees_a_tender_before_declaring_to_have_no_conflict(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    seat = committee.seat(committee.one.id)

    def see() -> object:
        return views.asked_of(committee.session, committee.one, committee.dossier, seat, today=SCORED)

    assert refused(see) == ("not_declared", "28")
    assert refused(committee.score, committee.one, seat, eik, 8) == ("not_declared", "28")
    assert refused(committee.declare, committee.two, seat) == ("another_assessor", None)
    committee.declare(committee.one, seat, conflict="Mijn zus werkt bij De Eik.")
    assert refused(see) == ("conflict", "28")
    assert refused(committee.declare, committee.one, seat) == ("declared_already", None)
    command = JudgeConflict(may_assess=True, measure="Beoordeelt De Eik alleen samen met een ander.")
    assessors.judge_conflict(committee.session, committee.on(DUE), committee.dossier, seat, command)
    assert see()
    entries = committee.session.scalars(select(JournalEntry).where(JournalEntry.tag.startswith("assessment:")))
    assert all("zus" not in str(one.details) and "samen" not in str(one.details) for one in entries)


def test_a_conflict_without_a_measure_that_allows_it_keeps_somebody_out(committee: Committee) -> None:
    committee.plan()
    committee.publish()
    seat = committee.seat(committee.one.id)
    unexplained = DeclareConflict(has_conflict=True)
    said = (committee.session, committee.on(DUE, committee.one), committee.dossier, seat, unexplained)
    assert refused(assessors.declare_conflict, *said) == ("conflict_unexplained", "28")
    command = JudgeConflict(may_assess=False, measure="Doet niet mee.")
    judged = (committee.session, committee.on(DUE), committee.dossier, seat, command)
    assert refused(assessors.judge_conflict, *judged) == ("no_conflict", None)
    committee.declare(committee.one, seat, conflict="Aandelen in De Linde.")
    assessors.judge_conflict(*judged)
    assert refused(assessors.judge_conflict, *judged) == ("conflict_judged", None)
    assert refused(committee.score, committee.one, seat, "iemand", 8) == ("conflict", "28")


def test_nobody_judges_their_own_conflict(committee: Committee) -> None:
    committee.plan()
    committee.publish()
    right = GrantRight(person_id=committee.officer.id, dossier_id=committee.dossier, role=Role.ASSESSOR)
    grant_right(committee.session, on(START), right)
    seat = committee.seat(committee.officer.id)
    committee.declare(committee.officer, seat, conflict="Een broer bij De Eik.")
    command = JudgeConflict(may_assess=True, measure="Geen bezwaar.")
    judged = (committee.session, committee.on(DUE), committee.dossier, seat, command)
    assert refused(assessors.judge_conflict, *judged) == ("own_conflict", "28")


def test_rule_29_no_score_without_a_reason_or_outside_the_scale(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    seat = committee.seat(committee.one.id, criteria=["K1"])
    committee.declare(committee.one, seat)
    assert refused(committee.score, committee.one, seat, eik, 8, reason="  ") == ("score_without_reason", "29")
    assert refused(committee.score, committee.one, seat, eik, 11) == ("outside_scale", None)
    assert refused(committee.score, committee.one, seat, eik, 8, criterion="K2") == ("not_yours", None)
    assert refused(committee.score, committee.two, seat, eik, 8) == ("another_assessor", None)


def test_nobody_sees_the_scores_of_another_before_they_are_opened(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    (one, first), (two, second) = committee.scored(eik, linde)
    committee.score(one, first, eik, 6, reason="Bij nader inzien minder concreet.")

    def seen(who: Actor, seat: str) -> list[tuple[Decimal, int]]:
        asked = views.asked_of(committee.session, who, committee.dossier, seat, today=SCORED)
        return [(thing.own.score if thing.own else Decimal(-1), len(thing.others)) for thing in asked]

    assert seen(one, first)[0] == (6, 0)
    assert committee.lot().scores == ()
    assert (committee.lot().given, committee.lot().asked) == (8, 8)
    committee.open()
    assert seen(two, second)[0] == (8, 1)
    assert len(committee.lot().scores) == 4
    assert refused(committee.score, one, first, eik, 7) == ("consensus_open", "29")


def test_rule_29_consensus_comes_after_every_individual_score(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    assert refused(committee.open) == ("nobody_assesses", "29")
    seats = committee.scored(eik)
    assert refused(committee.agree, eik, K1=8) == ("not_opened", "29")
    assert refused(committee.open) == ("scores_absent", "29")
    for who, seat in seats:
        for criterion in ("K1", "K2"):
            committee.score(who, seat, linde, 7, criterion=criterion)
    committee.open()
    assert refused(committee.open) == ("opened_already", None)
    assert refused(committee.lock) == ("consensus_absent", "29")
    committee.agree(eik, K1=8)


def test_an_assessor_who_stops_is_not_waited_for(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    committee.scored(eik, linde)
    late = committee.seat(None, label="Cliëntvertegenwoordiger 1", companion_id=committee.adviser.id, lots=[HOME])
    assert refused(committee.open) == ("scores_absent", "29")
    gone = ReleaseAssessor(reason="Kon er door ziekte niet bij zijn.")
    assessors.release_assessor(committee.session, committee.on(SCORED), committee.dossier, late, gone)
    committee.open()
    again = (committee.session, committee.on(SCORED), committee.dossier, late, gone)
    assert refused(assessors.release_assessor, *again) == ("assessor_gone", None)


def test_who_goes_along_with_a_client_representative_enters_their_scores(committee: Committee) -> None:
    committee.plan()
    eik, _ = committee.publish()
    label = {"label": "Cliëntvertegenwoordiger 1", "companion_id": committee.adviser.id, "criteria": ["K1"]}
    seat = committee.seat(None, **label)
    committee.declare(committee.adviser, seat)
    committee.score(committee.adviser, seat, eik, 9, reason="Hier wordt naar mij geluisterd.")
    (own,) = views.own_seats(committee.session, committee.adviser, committee.dossier)
    assert (own.name, own.given) == ("Cliëntvertegenwoordiger 1", 1)
    assert refused(committee.seat, None, label="Zonder begeleider") == ("assessor_unclear", None)
    assert refused(committee.seat, committee.adviser.id) == ("role_missing", None)
    assert refused(committee.seat, committee.two.id, criteria=["K9"]) == ("scope_unknown", None)


def test_a_lot_is_ranked_with_its_arithmetic_and_then_locked(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    committee.scored(eik, linde)
    committee.open()
    committee.agree(eik, K1=8, K2=6)
    committee.agree(linde, K1=9, K2=3)
    found = committee.lot().result
    assert found is not None
    assert found.winners == (eik,)
    first, second = found.places
    assert [str(step.value) for step in first.result.steps] == ["48", "24", "72.00"] if first.result else False
    assert (second.candidate, second.rule) == (linde, "30")
    committee.lock()
    assert refused(committee.agree, eik, K1=10) == ("lot_locked", "29")
    assert refused(committee.lock) == ("lot_locked", "29")
    assert refused(committee.bid, linde, HOME) == ("lot_locked", "29")
    assert committee.lot().sha256


def test_half_of_a_combination_is_refused_and_if_it_came_in_knocked_out(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    assert refused(committee.bid, eik, STAY) == ("lots_not_together", "30")
    committee.bid(eik, STAY, as_received=True)
    seat = committee.seat(committee.one.id)
    committee.declare(committee.one, seat)
    for candidate, lots in ((eik, (STAY,)), (linde, (HOME, STAY))):
        for lot in lots:
            for criterion in ("K1", "K2"):
                committee.score(committee.one, seat, candidate, 8, criterion=criterion, lot=lot)
    committee.open(HOME)
    committee.open(STAY)
    committee.agree(linde, HOME, K1=8, K2=8)
    committee.agree(linde, STAY, K1=6, K2=6)
    committee.agree(eik, STAY, K1=10, K2=10)
    found = committee.lot(STAY).result
    assert found is not None
    assert found.winners == (linde,)
    assert [(one.candidate, one.rule) for one in found.places if one.rank is None] == [(eik, "30")]


def test_rule_33_equals_at_the_last_place_are_drawn_for_and_the_draw_is_recorded(committee: Committee) -> None:
    committee.plan(tie_break=[])
    eik, linde = committee.publish()
    committee.scored(eik, linde)
    committee.open()
    committee.agree(eik, K1=8, K2=8)
    committee.agree(linde, K1=8, K2=8)
    found = committee.lot().result
    assert found is not None
    assert (found.state, found.rule) == (AssessmentState.DRAW_NEEDED, "33")
    assert refused(committee.lock) == ("draw_first", "33")
    assert refused(committee.draw, eik, "iemand anders") == ("other_pool", "33")
    assert refused(committee.draw, linde, eik, witnesses=[]) == ("no_witness", "33")
    committee.draw(linde, eik)
    assert refused(committee.draw, linde, eik) == ("no_draw", "33")
    drawn = committee.lot()
    assert drawn.result is not None
    assert drawn.result.winners == (linde,)
    assert [one.witnesses for one in drawn.draws] == [("Notaris",)]
    committee.lock()
    tags = set(committee.session.scalars(select(JournalEntry.tag).where(JournalEntry.tag.startswith("assessment:"))))
    assert {"assessment:draw:held", "assessment:lot:locked", "assessment:score:agreed"} <= tags


def test_no_score_reason_or_price_is_in_the_journal(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    committee.bid(eik, HOME, note="Vernummerd: 7319")
    committee.scored(eik, linde)
    committee.open()
    committee.agree(eik, K1=8, K2=8)
    told = str([one.details for one in committee.session.scalars(select(JournalEntry))])
    assert WHY not in told
    assert "7319" not in told
