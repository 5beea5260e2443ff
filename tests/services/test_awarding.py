"""An award from the decision to the signature: letters that are complete, a court that holds, a record that tells."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select, update

from awarding_factory import DECIDED, LAST_DAY, LOSES, LOT, OTHER, SENT, TEMPLATES, WINS, House, house
from partnerschapsakte.access.models import DossierRight
from partnerschapsakte.agenda.queries import of_dossier
from partnerschapsakte.awarding.models import AwardLetter
from partnerschapsakte.awarding.queries import awards, record
from partnerschapsakte.awarding.rules.deciding import LettersIncomplete
from partnerschapsakte.awarding.rules.facts import RecordItem
from partnerschapsakte.awarding.rules.recording import RecordIncomplete
from partnerschapsakte.awarding.schemas import (
    BeginRecord,
    DecideComplaint,
    FillItem,
    RecordJudgment,
    RegisterComplaint,
    RegisterProceedings,
    SendLetters,
    WriteReasons,
)
from partnerschapsakte.awarding.service import contesting, letters, lots, recording
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.documents.models import IssuedDocument
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import RecordState
from partnerschapsakte.tendering.schemas import RecordContractConcluded, RecordDefinitiveAward
from partnerschapsakte.tendering.service import awards as tender_awards

SERVED, JUDGED, LATER = date(2026, 3, 20), date(2026, 4, 20), date(2026, 5, 20)
PROCEEDINGS = RegisterProceedings(
    lot=LOT, plaintiff="Zorg Twee", court="Rechtbank Voorbeeldstad", reference="KG 26/12", served_on=SERVED
)
JUDGMENT = RecordJudgment(judged_on=JUDGED, outcome="De vordering is afgewezen.", file="vonnis.pdf")


@pytest.fixture
def desk(engine: Engine) -> Iterator[House]:
    """A tender that is to be awarded."""
    with writing(engine)() as session:
        yield house(session)


def conclude(desk: House, day: date) -> None:
    command = RecordContractConcluded(lot=LOT, concluded_on=day)
    tender_awards.record_contract_concluded(desk.session, desk.on(LATER), desk.id, command)


def test_each_tenderer_reads_its_own_letter_and_no_other(desk: House) -> None:
    desk.awarded()
    (won,) = awards.letters_for(desk.session, desk.readers[0], desk.id)
    (lost,) = awards.letters_for(desk.session, desk.readers[1], desk.id)
    assert LOSES in lost.text
    assert LOSES not in won.text
    assert WINS in lost.text
    assert "Gegund aan: Zorg Een" in lost.text
    assert "woensdag 1 april 2026" in lost.text
    assert "zeggen deze termijn toe" in lost.text
    assert "rechtbank Voorbeeldstad" in lost.text
    with pytest.raises(Refusal, match="no such letter"):
        awards.letter_for(desk.session, desk.readers[0], desk.id, lost.id)
    assert len(awards.letters_for(desk.session, desk.at.manager, desk.id)) == 2


def test_the_letters_go_out_as_correspondence_and_begin_the_standstill(desk: House) -> None:
    desk.awarded()
    texts = set(desk.session.scalars(select(AwardLetter.text)))
    assert set(desk.session.scalars(select(Letter.text))) == texts
    found = awards.lot_award(desk.session, desk.id, LOT, SENT)
    assert found.standstill_last_day is not None
    assert found.standstill_last_day.on == LAST_DAY
    assert found.why_not_sign
    assert awards.lot_award(desk.session, desk.id, LOT, date(2026, 4, 2)).why_not_sign
    desk.recorded()
    assert not awards.lot_award(desk.session, desk.id, LOT, date(2026, 4, 2)).why_not_sign


def test_rule_34_all_that_the_letters_lack_is_told_at_once(desk: House) -> None:
    desk.decide()
    with pytest.raises(LettersIncomplete) as refused:
        letters.send_letters(desk.session, desk.on(SENT), desk.id, SendLetters(lot=LOT), TEMPLATES)
    assert refused.value.rule == "34"
    told = [str(one.message) for one in refused.value.findings]
    assert len(told) == 4
    assert {one.rule for one in refused.value.findings} == {"34"}
    assert desk.session.scalars(select(AwardLetter.id)).all() == []


def test_rule_34_who_cannot_read_here_is_named_unless_the_platform_sent_it(desk: House) -> None:
    desk.decide()
    desk.write()
    tender = tendering.tender(desk.session, desk.id)
    nobody = date(2026, 3, 12)
    gone = update(DossierRight).where(DossierRight.party_id == desk.at.providers[1])
    desk.session.execute(gone.values(ended_at=desk.on(DECIDED).recorded_at))
    with pytest.raises(LettersIncomplete) as refused:
        desk.send(day=nobody)
    assert "Zorg Twee" in str(refused.value.findings[0].message)
    reference = WriteReasons(lot=LOT, candidate_id=desk.loser, reasons=LOSES, platform_reference="TN-77")
    lots.write_reasons(desk.session, desk.on(SENT), desk.id, reference)
    desk.send()
    row = desk.session.scalars(select(AwardLetter).where(AwardLetter.candidate_id == desk.loser)).one()
    assert (row.letter_id, row.platform_reference) == (None, "TN-77")
    assert tender.lots[0].award is not None


def test_what_a_letter_said_stands(desk: House) -> None:
    desk.awarded()
    for again in (desk.explain, desk.write, desk.send):
        with pytest.raises(Refusal, match="what they say stands"):
            again()
    with pytest.raises(Refusal, match="is on record"):
        desk.decide()


def test_a_lot_is_awarded_to_nobody_with_its_reason(desk: House) -> None:
    desk.decide(outcome="not_award", winners=[], reason="Geen inschrijving haalt het minimum.")
    desk.explain()
    desk.send()
    (letter,) = awards.letters_for(desk.session, desk.readers[1], desk.id)
    assert "Geen inschrijving haalt het minimum." in letter.text
    assert "opschortende" not in letter.text
    assert tendering.tender(desk.session, desk.id).lots[0].award is None


def test_the_journal_holds_no_reasons(desk: House) -> None:
    desk.awarded()
    desk.session.flush()
    entries = desk.session.scalars(select(JournalEntry).where(JournalEntry.tag.like("award:%"))).all()
    assert {one.tag for one in entries} >= {"award:lot:decided", "award:reasons:written", "award:letters:sent"}
    assert all(LOSES not in str(one.details) and WINS not in str(one.details) for one in entries)


def test_rule_37_nothing_is_signed_while_a_court_looks(desk: House) -> None:
    desk.awarded()
    case = contesting.register_proceedings(desk.session, desk.on(SERVED), desk.id, PROCEEDINGS)
    assert (held := contesting.why_not_sign(desk.session, desk.id, LOT, today=LATER)) is not None
    assert held.rule == "37"
    definitive = RecordDefinitiveAward(lot=LOT, definitive_on=LATER)
    for act in (
        lambda: conclude(desk, LATER),
        lambda: tender_awards.record_definitive_award(desk.session, desk.on(LATER), desk.id, definitive),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert (refused.value.code, refused.value.rule) == ("award_held", "37")
    contesting.record_judgment(desk.session, desk.on(JUDGED), desk.id, case.id, JUDGMENT)
    assert case.tenders_valid_until == date(2026, 5, 4)
    with pytest.raises(Refusal) as early:
        conclude(desk, JUDGED)
    assert (early.value.code, early.value.rule) == ("judgment_not_passed", "37")
    desk.recorded()
    conclude(desk, date(2026, 4, 21))


def test_a_judgment_within_the_standstill_does_not_shorten_it(desk: House) -> None:
    desk.awarded()
    case = contesting.register_proceedings(desk.session, desk.on(SERVED), desk.id, PROCEEDINGS)
    soon = JUDGMENT.model_copy(update={"judged_on": date(2026, 3, 25)})
    contesting.record_judgment(desk.session, desk.on(date(2026, 3, 25)), desk.id, case.id, soon)
    found = awards.lot_award(desk.session, desk.id, LOT, date(2026, 3, 26))
    assert found.signing_from is not None
    assert found.signing_from.on == date(2026, 4, 2)


def test_a_lot_stays_held_until_the_last_court_has_judged(desk: House) -> None:
    desk.awarded()
    first = contesting.register_proceedings(desk.session, desk.on(SERVED), desk.id, PROCEEDINGS)
    second = contesting.register_proceedings(desk.session, desk.on(SERVED), desk.id, PROCEEDINGS)
    contesting.record_judgment(desk.session, desk.on(JUDGED), desk.id, first.id, JUDGMENT)
    assert awards.lot_award(desk.session, desk.id, LOT, LATER).held_because
    contesting.record_judgment(desk.session, desk.on(JUDGED), desk.id, second.id, JUDGMENT)
    assert not awards.lot_award(desk.session, desk.id, LOT, LATER).held_because
    with pytest.raises(Refusal, match="judgment was given"):
        contesting.record_judgment(desk.session, desk.on(JUDGED), desk.id, second.id, JUDGMENT)


def test_a_complaint_is_decided_within_six_weeks_and_the_day_is_kept(desk: House) -> None:
    came_in = date(2026, 3, 12)
    told = RegisterComplaint(complainant="Zorg Twee", about="De weging was onduidelijk.", received_on=came_in)
    complaint = contesting.register_complaint(desk.session, desk.on(came_in), desk.id, told)
    desk.session.flush()
    (kept,) = [one for one in of_dossier(desk.session, desk.id, came_in) if one.subject == complaint.id]
    assert kept.due.on == date(2026, 4, 23)
    decision = DecideComplaint(upheld=False, decided_on=date(2026, 4, 1), decision="De weging stond in de leidraad.")
    contesting.decide_complaint(desk.session, desk.on(date(2026, 4, 1)), desk.id, complaint.id, decision)
    with pytest.raises(Refusal, match="was decided"):
        contesting.decide_complaint(desk.session, desk.on(date(2026, 4, 1)), desk.id, complaint.id, decision)


def fill(desk: House, *items: RecordItem) -> None:
    for item in items:
        command = FillItem(item=item, text="Geen.")
        recording.fill_item(desk.session, desk.on(SENT), desk.id, command)


def test_rule_38_no_contract_without_a_complete_record(desk: House) -> None:
    desk.awarded()
    desk.awarded(OTHER)
    assert "38" in {one.rule for one in _findings(desk)}
    with pytest.raises(Refusal) as nothing:
        conclude(desk, LATER)
    assert (nothing.value.code, nothing.value.rule, nothing.value.article) == ("record_missing", "38", "Aw 2.132")
    recording.begin_record(desk.session, desk.on(SENT), desk.id, BeginRecord())
    assert "38" not in {one.rule for one in _findings(desk)}
    with pytest.raises(Refusal) as refused:
        conclude(desk, LATER)
    assert (refused.value.code, refused.value.rule) == ("record_incomplete", "38")
    with pytest.raises(RecordIncomplete) as incomplete:
        recording.complete_record(desk.session, desk.on(SENT), desk.id, TEMPLATES)
    assert [one.where for one in incomplete.value.findings] == [f"record.{one}" for one in "dfglm"]
    fill(desk, *(RecordItem(one) for one in "dfgl"))
    never = FillItem(item=RecordItem.M, not_applicable=True)
    recording.fill_item(desk.session, desk.on(SENT), desk.id, never)
    done = recording.complete_record(desk.session, desk.on(SENT), desk.id, TEMPLATES)
    document = desk.session.get_one(IssuedDocument, done.document_id)
    assert document.kind == "record_of_proceedings"
    conclude(desk, LATER)


def test_a_record_that_changes_must_be_completed_again(desk: House) -> None:
    desk.awarded()
    desk.awarded(OTHER)
    recording.begin_record(desk.session, desk.on(SENT), desk.id, BeginRecord())
    fill(desk, *(RecordItem(one) for one in "dfglm"))
    recording.complete_record(desk.session, desk.on(SENT), desk.id, TEMPLATES)
    assert record.record_view(desk.session, desk.id).complete_on == SENT
    fill(desk, RecordItem.M)
    assert record.record_view(desk.session, desk.id).state is RecordState.BEGUN


def test_items_of_other_procedures_never_apply_to_a_sas_procedure(desk: House) -> None:
    recording.begin_record(desk.session, desk.on(SENT), desk.id, BeginRecord())
    view = record.record_view(desk.session, desk.id)
    assert [one.item.value for one in view.items if one.not_applicable] == ["i", "j", "k"]
    with pytest.raises(Refusal, match="does not apply"):
        fill(desk, RecordItem.J)


def test_a_call_off_needs_no_record(desk: House) -> None:
    desk.awarded()
    begun = BeginRecord(call_off_under="Raamovereenkomst Jeugd 2024")
    recording.begin_record(desk.session, desk.on(SENT), desk.id, begun)
    assert "38" not in {one.rule for one in _findings(desk)}
    conclude(desk, LATER)


def _findings(desk: House) -> tuple[Finding, ...]:
    desk.session.flush()
    view = tendering.tender_view(desk.session, desk.id, today=LATER)
    assert view is not None
    return view.findings
