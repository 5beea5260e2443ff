"""Letters begin with the locked assessment, as Word documents: own scores, the strengths of the winner, no more."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from docx import Document
from sqlalchemy import Engine, select

from awarding_factory import DECIDED, LAST_DAY, LOSES, LOT, OTHER, SENT, TEMPLATES, WINS, House, house
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.schemas import AgreeScore, EnterBid, JudgeConflict
from partnerschapsakte.assessment.service import assessors, consensus
from partnerschapsakte.awarding.models import AwardLetter
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.awarding.queries.taken import assessed
from partnerschapsakte.awarding.schemas import DecideLot, OfLot, SendLetters, WriteReasons
from partnerschapsakte.awarding.service import letters, lots
from partnerschapsakte.documents.models import IssuedDocument
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering import queries as tendering
from services.test_assessment import HOME, SCORED, Committee

REASONS = {
    ("eik", "K1"): "Het plan noemt per wijk wie de toegang doet.",
    ("eik", "K2"): "Het team is compleet.",
    ("linde", "K1"): "Het plan noemt de wachttijd niet.",
    ("linde", "K2"): "Twee functies zijn niet ingevuld.",
}
SCORES = {("eik", "K1"): 9, ("eik", "K2"): 8, ("linde", "K1"): 7, ("linde", "K2"): 5}


@pytest.fixture
def desk(engine: Engine) -> Iterator[House]:
    """A tender that is to be awarded."""
    with writing(engine)() as session:
        yield house(session)


class Judged(Committee):
    """A lot on which the committee agreed, with who won and who lost."""

    def come_out(self, *, locked: bool = True) -> tuple[str, str]:
        self.plan()
        eik, linde = self.publish()
        self.scored(eik, linde)
        self.open()
        for (name, criterion), score in SCORES.items():
            said = {"candidate_id": eik if name == "eik" else linde, "criterion": criterion, "score": score}
            said["reason"] = REASONS[name, criterion]
            consensus.agree_score(self.session, self.on(SCORED), self.dossier, HOME, AgreeScore.model_validate(said))
        if locked:
            self.lock()
        return eik, linde

    def decide(self, winner: str) -> None:
        told = {"lot": HOME, "outcome": "award", "winners": [winner], "body": "college", "decided_on": SCORED}
        told |= {"case_number": "Z-1", "file": "besluit.pdf", "reason": "De hoogste score op kwaliteit."}
        lots.decide_lot(self.session, self.on(SCORED), self.dossier, DecideLot.model_validate(told))

    def take_over(self) -> None:
        lots.take_over(self.session, self.on(SCORED), self.dossier, OfLot(lot=HOME))


@pytest.fixture
def judged(engine: Engine) -> Iterator[Judged]:
    """A committee that is to come out."""
    with writing(engine)() as session:
        yield Judged(session)


def text_of(session: House | Judged, document_id: str | None) -> str:
    """Read everything back that stands in a document."""
    body = session.session.get_one(IssuedDocument, document_id).body
    read = Document(io.BytesIO(body))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(one.text for one in read.paragraphs)])


def letter_to(desk: House, candidate: str) -> AwardLetter:
    return desk.session.scalars(select(AwardLetter).where(AwardLetter.candidate_id == candidate)).one()


def test_rule_34_a_rejection_letter_names_the_winner_its_advantages_and_the_exact_last_day(desk: House) -> None:
    desk.awarded()
    row = letter_to(desk, desk.loser)
    told = text_of(desk, row.document_id)
    assert "Het perceel wordt niet aan u gegund." in told
    assert "Gegund aan: Zorg Een." in told
    assert LOSES in told
    assert WINS in told
    assert "De laatste dag is woensdag 1 april 2026." in told
    assert date(2026, 4, 1) == LAST_DAY
    assert "begint op 13 maart 2026" in told
    assert "zeggen deze termijn toe" in told
    assert "Dan kunt u hier terecht:" in told
    assert "rechtbank Voorbeeldstad" in told
    assert "heeft het college over dit perceel besloten (zaaknummer" in told
    assert "bezwaar" not in told + row.text
    assert "U scoort het hoogst." not in told
    assert desk.session.get_one(IssuedDocument, row.document_id).kind == "rejection_letter"


def test_rule_34_an_award_letter_is_no_acceptance_and_holds_nothing_of_who_lost(desk: House) -> None:
    desk.awarded()
    row = letter_to(desk, desk.winner)
    told = text_of(desk, row.document_id)
    assert "Het perceel wordt aan u gegund." in told
    assert "nog geen aanvaarding" in told
    assert "De laatste dag is woensdag 1 april 2026." in told
    assert LOSES not in told
    assert "Zorg Twee" not in told
    assert desk.session.get_one(IssuedDocument, row.document_id).kind == "award_letter"


def test_a_lot_that_is_withdrawn_is_told_with_its_reason_and_its_own_last_day(desk: House) -> None:
    desk.decide(OTHER, outcome="withdraw", winners=[], reason="De opgave van dit perceel is veranderd.")
    for one in (desk.winner, desk.loser):
        told = WriteReasons(lot=OTHER, candidate_id=one, reasons="Uw inschrijving is niet beoordeeld.")
        lots.write_reasons(desk.session, desk.on(DECIDED), desk.id, told)
    wrong = SendLetters(lot=OTHER, objections_to="De rechtbank.", objections_by=SENT)
    with pytest.raises(Refusal, match="lies after"):
        letters.send_letters(desk.session, desk.on(SENT), desk.id, wrong, TEMPLATES)
    until = wrong.model_copy(update={"objections_by": date(2026, 3, 31)})
    letters.send_letters(desk.session, desk.on(SENT), desk.id, until, TEMPLATES)
    told_in = text_of(desk, letter_to(desk, desk.loser).document_id)
    assert "De procedure voor dit perceel is ingetrokken" in told_in
    assert "De opgave van dit perceel is veranderd." in told_in
    assert "tot en met dinsdag 31 maart 2026 een kort geding beginnen bij de rechter" in told_in
    assert "opschortende termijn" not in told_in
    assert "dinsdag 31 maart 2026" in letter_to(desk, desk.winner).text


def test_where_somebody_wins_no_other_last_day_stands_beside_the_standstill(desk: House) -> None:
    desk.decide()
    desk.write()
    both = SendLetters(lot=LOT, objections_to="De rechtbank.", objections_by=date(2026, 5, 1))
    with pytest.raises(Refusal, match="no other last day"):
        letters.send_letters(desk.session, desk.on(SENT), desk.id, both, TEMPLATES)


def test_a_tenderer_gets_the_document_of_its_own_letter_only(desk: House) -> None:
    desk.awarded()
    won, lost = letter_to(desk, desk.winner), letter_to(desk, desk.loser)
    own = awards.letter_file(desk.session, desk.readers[1], desk.id, lost.id)
    assert own.file_name.endswith(".docx")
    with pytest.raises(Refusal, match="no such letter"):
        awards.letter_file(desk.session, desk.readers[1], desk.id, won.id)


def test_letters_begin_with_own_scores_and_reasons_and_the_strengths_of_the_winner(judged: Judged) -> None:
    eik, linde = judged.come_out()
    judged.decide(eik)
    judged.take_over()
    view = awards.lot_award(judged.session, judged.dossier, HOME, SCORED)
    told = {one.candidate_id: one for one in view.tenderers}
    assert (view.assessed, view.proposed) == (True, (eik,))
    assert [told[one].rank for one in (eik, linde)] == [1, 2]
    assert REASONS["linde", "K1"] in told[linde].reasons
    assert REASONS["eik", "K1"] not in told[linde].reasons
    assert "Score 7 van 10 x 60 punten = 42" in told[linde].scores
    assert "Som van de criteria: 62" in told[linde].scores
    assert "86" not in told[linde].scores
    (winner,) = view.winners
    assert "geen inschrijving scoorde hoger" in winner.characteristics
    assert REASONS["eik", "K2"] in winner.characteristics
    assert REASONS["linde", "K2"] not in winner.characteristics


def test_what_was_written_stays_when_the_rest_is_taken_over(judged: Judged) -> None:
    eik, linde = judged.come_out()
    judged.decide(eik)
    own = WriteReasons(lot=HOME, candidate_id=linde, reasons="Zelf geschreven.", scores="Een tien.")
    lots.write_reasons(judged.session, judged.on(SCORED), judged.dossier, own)
    judged.take_over()
    view = awards.lot_award(judged.session, judged.dossier, HOME, SCORED)
    told = next(one for one in view.tenderers if one.candidate_id == linde)
    assert told.reasons == "Zelf geschreven."
    assert "Een tien." not in told.scores
    assert "Som van de criteria: 62" in told.scores


def test_rule_29_nothing_is_awarded_or_taken_over_before_the_lot_is_locked(judged: Judged) -> None:
    eik, _ = judged.come_out(locked=False)
    with pytest.raises(Refusal) as refused:
        judged.decide(eik)
    assert (refused.value.code, refused.value.rule) == ("assessment_not_locked", "29")
    judged.lock()
    judged.decide(eik)
    judged.take_over()


def test_where_nothing_was_assessed_here_there_is_nothing_to_take_over(desk: House) -> None:
    desk.decide()
    with pytest.raises(Refusal) as refused:
        lots.take_over(desk.session, desk.on(DECIDED), desk.id, OfLot(lot=LOT))
    assert (refused.value.code, refused.value.rule) == ("assessment_not_locked", "29")


def test_the_price_of_another_is_in_nobodys_scores(judged: Judged) -> None:
    price = {"code": "P", "title": "Prijs", "kind": "relative_price", "weight": "40"}
    plan, team = {"code": "K1", "title": "Plan", "weight": "40"}, {"code": "K2", "title": "Team", "weight": "20"}
    judged.plan(
        criteria=[plan, team, price], tie_break=["K1"], relative_because="De markt is klein en de prijs bekend."
    )
    eik, linde = judged.publish()
    for one, amount in ((eik, "90000.00"), (linde, "120000.00")):
        said = {"candidate_id": one, "lots": [{"lot": HOME, "price": amount}], "as_received": True}
        consensus.enter_bid(judged.session, judged.on(SCORED), judged.dossier, EnterBid.model_validate(said))
    judged.scored(eik, linde)
    judged.open()
    for one, score in ((eik, 8), (linde, 7)):
        judged.agree(one, K1=score, K2=score)
    judged.lock()
    tender = tendering.tender(judged.session, judged.dossier)
    own = assessed(judged.session, tender, tendering.lot(tender, HOME)).own
    assert "30 van ten hoogste 40 punten" in own[linde].scores
    assert "90" not in own[linde].scores


def test_who_may_no_longer_score_is_not_told_how_many_tendered(judged: Judged) -> None:
    judged.plan()
    judged.publish()
    seat = judged.seat(judged.one.id)

    def counted() -> tuple[int | None, int | None]:
        (own,) = views.own_seats(judged.session, judged.one, judged.dossier)
        return own.given, own.asked

    assert counted() == (None, None)
    judged.declare(judged.one, seat, conflict="Mijn zus werkt er.")
    assert counted() == (None, None)
    allowed = JudgeConflict(may_assess=True, measure="Een ander leest mee bij De Eik.")
    assessors.judge_conflict(judged.session, judged.on(SCORED), judged.dossier, seat, allowed)
    assert counted()[1]
    barred = views.seat_view(judged.session, judged.officer, judged.dossier, seat)
    assert barred.asked == counted()[1]
