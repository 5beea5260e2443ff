"""The papers of an assessment: forms without a score of anybody, and a report that holds no score too early."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from partnerschapsakte.assessment.service import papers
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing
from services.test_assessment import HOME, SCORED, STAY, WHY, Committee, refused

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
HELD_BACK = "nog niet open"


@pytest.fixture
def committee(engine: Engine) -> Iterator[Committee]:
    """A tender of two lots, planned, with two assessors and somebody who goes along with clients."""
    with writing(engine)() as session:
        yield Committee(session)


def report(committee: Committee) -> str:
    committee.session.flush()
    return text_of_document(papers.assessment_report(committee.session, committee.dossier, TEMPLATES, SCORED).body)


def form(committee: Committee, actor: Actor, seat: str, lot: str = HOME) -> str:
    committee.session.flush()
    place = (seat, lot)
    made = papers.score_form(committee.session, actor, committee.dossier, place, TEMPLATES, SCORED)
    return text_of_document(made.body)


def test_without_a_plan_there_is_no_report_rule_12(committee: Committee) -> None:
    assert refused(report, committee) == ("plan_missing", "12")


def test_the_report_holds_no_individual_score_before_all_scored_rule_29(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    committee.scored(eik, linde, K1=7)
    early = report(committee)
    assert HELD_BACK in early
    assert WHY not in early
    committee.open()
    assert early.count(HELD_BACK) == 2
    assert report(committee).count(HELD_BACK) == 1
    assert report(committee).count(WHY) == 8


def test_the_report_tells_arithmetic_ranks_and_the_seal_of_a_locked_lot(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    committee.bid(eik, HOME)
    committee.bid(linde, HOME)
    committee.scored(eik, linde)
    committee.open()
    committee.agree(eik, K1=9, K2=8)
    committee.agree(linde, K1=7, K2=3)
    committee.lock()
    said = report(committee)
    assert "K1: Score 9 van 10 x 60 punten = 54" in said
    assert "Totaal: Som van de criteria: 86" in said
    assert "score 3 ligt onder het minimum van 4" in said
    assert "consensus" in said
    assert committee.lot().sha256 in said
    assert f"{STAY} wordt alleen gewonnen samen met {HOME}." in said


def test_a_draw_stands_in_the_report_with_its_witness_rule_33(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    committee.bid(eik, HOME)
    committee.bid(linde, HOME)
    committee.scored(eik, linde)
    committee.open()
    committee.agree(eik, K1=8, K2=8)
    committee.agree(linde, K1=8, K2=8)
    committee.draw(linde, eik)
    said = report(committee)
    assert "Loting op 12 maart 2029: 1. De Linde, 2. De Eik. Hoe: Briefjes in een doos." in said
    assert "Ten overstaan van: Notaris." in said


def test_a_score_form_has_every_tenderer_and_criterion_and_no_score_of_anybody(committee: Committee) -> None:
    committee.plan()
    eik, linde = committee.publish()
    (one, seat), _ = committee.scored(eik, linde)
    said = form(committee, one, seat)
    for told in ("De Eik", "De Linde", "K1 Plan van aanpak", "K2 Team", "0 tot en met 10, stap 1", HOME):
        assert told in said
    assert WHY not in said
    assert form(committee, committee.officer, seat) == said


def test_a_score_form_is_for_who_declared_and_for_nobody_else_rule_28(committee: Committee) -> None:
    committee.plan()
    committee.publish()
    seat = committee.seat(committee.one.id, lots=[HOME])
    assert refused(form, committee, committee.one, seat) == ("not_declared", "28")
    committee.declare(committee.one, seat)
    other = Actor(
        committee.two.id, "twee", frozenset({Role.ASSESSOR}), grants=frozenset(), dossier_id=committee.dossier
    )
    assert refused(form, committee, other, seat) == ("assessor_not_found", None)
    assert refused(form, committee, committee.one, seat, STAY) == ("nothing_to_score", None)
    assert "Scoreformulier" in form(committee, committee.one, seat)


def test_a_client_representative_gets_one_page_for_each_criterion_in_plain_dutch(committee: Committee) -> None:
    committee.plan()
    committee.publish()
    seat = committee.seat(None, label="Cliëntvertegenwoordiger 1", companion_id=committee.adviser.id, lots=[HOME])
    committee.declare(committee.adviser, seat)
    said = form(committee, committee.adviser, seat)
    assert said.count("Welk cijfer geeft u?") == 4
    assert "U bent: Cliëntvertegenwoordiger 1." in said
    assert "Organisatie: De Linde" in said
    assert "\N{NO-BREAK SPACE}9\N{NO-BREAK SPACE}" in said
    assert committee.adviser.id not in said
