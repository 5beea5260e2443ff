"""Bids through the service: late by a second, void on a correction, moved for all after a failure, opened by two."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bids_factory import DAY, DUE, HOME, HOUR, SECOND, STAY, WHY, Submitting, submitting
from partnerschapsakte.assessment.queries.rows import assessed, rows_of
from partnerschapsakte.bids import queries
from partnerschapsakte.bids.models import Bid, BidStatement
from partnerschapsakte.bids.rules.facts import BidState, BidWay
from partnerschapsakte.bids.rules.importing import ListRefused
from partnerschapsakte.bids.schemas import (
    AllowWay,
    CorrectDocuments,
    DescribeBid,
    ImportBids,
    RecordOutage,
    StrikeBid,
    TakeOver,
    TellStatement,
)
from partnerschapsakte.bids.service import course, own, receiving
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.documents.models import KeptFile
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.schemas import MoveDeadlines
from partnerschapsakte.tendering.service import course as tenders
from tender_factory import refused

LIST = "inschrijver;percelen;ontvangen;kenmerk;omvang;land\n"
CLOSED = DUE + HOUR
WRONG = "Dit was de inschrijving van een ander."


@pytest.fixture
def here(engine: Engine) -> Iterator[Submitting]:
    with writing(engine)() as session:
        yield submitting(session)


def states(here: Submitting, now: datetime = CLOSED) -> dict[str, BidState]:
    return {one.candidate: one.state for one in queries.register(here.session, here.dossier, now)}


def imported(here: Submitting, text: str | bytes, name: str = "lijst.csv", now: datetime = CLOSED) -> list[Bid]:
    sent = Sent(name, text.encode() if isinstance(text, str) else text)
    return receiving.import_bids(here.session, here.at(now), here.dossier, ImportBids(), sent)


def corrected(here: Submitting, moment: datetime) -> None:
    course.correct_documents(here.session, here.at(moment), here.dossier, CorrectDocuments(reason=WHY))


def letters(session: Session) -> list[tuple[str, str | None]]:
    return [(one.title, one.party_id) for one in session.scalars(select(Letter).order_by(Letter.id))]


def rule(refusal: Refusal) -> tuple[str, str | None]:
    return refusal.code, refusal.rule


def test_exactly_the_deadline_is_in_time_and_a_second_later_is_refused_and_told_rule_24(here: Submitting) -> None:
    here.bid(here.eik, DUE)
    here.bid(here.linde, DUE + SECOND)
    assert states(here) == {"De Eik": BidState.VALID, "De Linde": BidState.LATE}
    ((title, party),) = letters(here.session)
    assert (title, party) == ("Uw inschrijving kwam te laat", here.world.at.providers[1])
    (letter,) = here.session.scalars(select(Letter))
    assert "12:00:01" in letter.text


def test_before_the_deadline_nobody_records_or_sees_a_bid_rule_23(here: Submitting) -> None:
    assert rule(refused(lambda: here.bid(here.eik, DUE - HOUR, DUE))) == ("bids_sealed", "23")
    assert rule(refused(lambda: imported(here, LIST, now=DUE))) == ("bids_sealed", "23")
    kept = here.bid(here.eik)
    assert queries.register(here.session, here.dossier, DUE) == ()
    assert refused(lambda: queries.bid_view(here.session, here.dossier, kept.id, DUE)).code == "bid_not_found"


def test_a_bid_by_e_mail_needs_its_ground_and_keeps_it_for_letter_l_rule_27(here: Submitting) -> None:
    assert rule(refused(lambda: here.bid(here.eik, way="email"))) == ("ground_missing", "27")
    command = AllowWay.model_validate({"way": "email", "ground": "security_breach", "reason": WHY})
    course.allow_way(here.session, here.at(DUE - DAY), here.dossier, command)
    here.bid(here.eik, way="email")
    ways = queries.other_ways_of(here.session, tendering.tender(here.session, here.dossier))
    assert {way: one.reason for way, one in ways.items()} == {BidWay.EMAIL: WHY}


def test_what_lies_in_the_store_is_not_typed_by_hand(here: Submitting) -> None:
    assert refused(lambda: here.bid(here.eik, way="sealed_store")).code == "taken_over_only"


def test_bids_are_opened_by_two_after_the_deadline_and_then_stand_rule_23(here: Submitting) -> None:
    kept = here.bid(here.eik)
    assert rule(refused(lambda: here.open(DUE))) == ("opening_too_early", "23")
    assert rule(refused(lambda: here.open(second="a. een"))) == ("two_openers", "23")
    here.open()
    opened = queries.opening_of(here.session, tendering.tender(here.session, here.dossier))
    assert opened is not None
    assert [one["candidate"] for one in opened.content["bids"]] == ["De Eik"]
    assert rule(refused(lambda: here.bid(here.linde))) == ("opened_already", "23")
    strike = StrikeBid(reason=WRONG)
    refusal = refused(lambda: receiving.strike_bid(here.session, here.at(CLOSED), here.dossier, kept.id, strike))
    assert refusal.code == "opened_already"


def test_a_correction_voids_what_came_before_until_its_candidate_confirms(here: Submitting) -> None:
    corrected(here, DUE - DAY)
    own.confirm_bid(here.session, here.at(DUE, here.world.eik), here.dossier)
    for one in (here.eik, here.linde):
        here.bid(one, DUE - 2 * DAY)
    assert states(here) == {"De Eik": BidState.VALID, "De Linde": BidState.VOID}
    assert letters(here.session) == [("De stukken zijn hersteld: bevestig uw inschrijving", None)]


def test_a_candidate_withdraws_until_the_deadline_and_may_hand_in_again(here: Submitting) -> None:
    for one in (here.world.eik, here.world.linde):
        own.withdraw_bid(here.session, here.at(DUE - HOUR, one), here.dossier)
    here.bid(here.eik, DUE - 2 * HOUR)
    here.bid(here.linde, DUE - HOUR + SECOND)
    assert states(here) == {"De Eik": BidState.WITHDRAWN, "De Linde": BidState.VALID}
    late = refused(lambda: own.withdraw_bid(here.session, here.at(DUE + SECOND, here.world.eik), here.dossier))
    assert rule(late) == ("deadline_passed_for_bid", "24")


def test_what_a_candidate_tells_is_named_in_the_journal_only_at_the_opening(here: Submitting) -> None:
    own.withdraw_bid(here.session, here.at(DUE - HOUR, here.world.eik), here.dossier)

    def entries(tag: str) -> list[JournalEntry]:
        return list(here.session.scalars(select(JournalEntry).where(JournalEntry.tag == tag)))

    (given,) = entries("bid:statement:given")
    assert (given.dossier_id, given.actor_id, set(given.details)) == (None, "submission", {"commitment"})
    assert here.eik not in str(given.details)
    here.open()
    (told,) = entries("bid:statement:revealed")
    assert (told.dossier_id, told.details["candidate"], told.details["matches"]) == (here.dossier, here.eik, True)


def test_a_statement_that_was_changed_in_the_database_is_told_at_the_opening(here: Submitting) -> None:
    own.withdraw_bid(here.session, here.at(DUE - HOUR, here.world.eik), here.dossier)
    (kept,) = here.session.scalars(select(BidStatement))
    kept.candidate_id = here.linde
    here.open()
    (told,) = here.session.scalars(select(JournalEntry).where(JournalEntry.tag == "bid:statement:revealed"))
    assert told.details["matches"] is False


def test_a_candidate_sees_only_itself(here: Submitting) -> None:
    here.bid(here.eik)
    here.bid(here.linde, DUE + SECOND)
    view = queries.own(here.session, here.world.linde, here.dossier, CLOSED)
    assert [(one.candidate, one.state) for one in view.bids] == [("De Linde", BidState.LATE)]
    assert "De Eik" not in str(view)
    assert refused(lambda: queries.own(here.session, here.world.officer, here.dossier, CLOSED)).code == (
        "own_bid_not_found"
    )


def test_after_a_failure_one_decision_moves_the_deadline_for_all_and_lets_the_late_in_rule_24(here: Submitting) -> None:
    here.bid(here.eik, DUE + SECOND)
    assert rule(refused(lambda: here.extend(CLOSED))) == ("no_failure_on_record", "24")
    after = here.outage(DUE + SECOND)
    assert rule(refused(lambda: here.extend(CLOSED, after))) == ("no_failure_on_record", "24")
    outage = here.outage()
    offered = queries.page_of(here.session, here.world.officer, here.dossier, CLOSED).why_not
    assert offered["extend"] is None
    here.extend(CLOSED, outage)
    tender = tendering.tender(here.session, here.dossier)
    assert tender.tender_due_at == datetime.fromisoformat("2026-05-19T17:00+02:00")
    assert states(here, CLOSED) == {}
    assert states(here, CLOSED + 2 * DAY) == {"De Eik": BidState.VALID}
    assert ("De termijn voor inschrijvingen is verplaatst, voor iedereen", None) in letters(here.session)


def test_a_deadline_that_passed_today_does_not_move_by_the_ordinary_way_either_rule_24(here: Submitting) -> None:
    move = MoveDeadlines.model_validate({"tender_due_time": "18:00", "reason": WHY})
    late = refused(lambda: tenders.move_deadlines(here.session, here.at(DUE + SECOND), here.dossier, move))
    assert rule(late) == ("deadline_passed", "24")
    tenders.move_deadlines(here.session, here.at(DUE), here.dossier, move)
    assert tendering.tender(here.session, here.dossier).tender_due_time == "18:00"


def test_what_was_opened_moves_no_deadline(here: Submitting) -> None:
    here.open()
    assert rule(refused(lambda: here.extend(CLOSED, here.outage()))) == ("opened_already_for_extension", "24")
    blocked = queries.page_of(here.session, here.world.officer, here.dossier, CLOSED).why_not["extend"]
    assert blocked is not None
    assert blocked.code == "opened_already_for_extension"


def test_before_the_deadline_it_moves_without_an_outage(here: Submitting) -> None:
    here.extend(DUE - HOUR)
    assert queries.submission_of(here.session, here.dossier, DUE).deadline_at == datetime.fromisoformat(
        "2026-05-19T17:00+02:00"
    )


def test_evidence_of_an_outage_is_a_file_of_this_dossier(here: Submitting) -> None:
    told = {"began_at": DUE - HOUR, "what": WHY, "evidence": WHY, "file_id": "nergens"}
    command = RecordOutage.model_validate(told)
    act = refused(lambda: course.record_outage(here.session, here.at(CLOSED), here.dossier, command))
    assert act.code == "evidence_not_found"


def test_only_valid_bids_that_were_opened_are_assessed_each_in_its_lots_rule_24(here: Submitting) -> None:
    tender = tendering.tender(here.session, here.dossier)

    def scored(lot: str) -> set[str]:
        return set(assessed(rows_of(here.session, tender), lot))

    assert scored(HOME) == {here.eik, here.linde}
    here.bid(here.eik, lots=[HOME])
    assert scored(HOME) == set()
    here.bid(here.linde, DUE + SECOND)
    here.open()
    assert (scored(HOME), scored(STAY)) == ({here.eik}, set())


def test_a_list_is_read_in_whole_and_its_file_kept(here: Submitting) -> None:
    rows = "De Eik;LOT-0001;18-05-2026 11:59:59;TN-1;klein;NL\nDe Linde;;18-05-2026 12:00:01;TN-2;groot;BE\n"
    made = imported(here, LIST + rows)
    assert states(here) == {"De Eik": BidState.VALID, "De Linde": BidState.LATE}
    (file,) = here.session.scalars(select(KeptFile))
    assert {one.source for one in made} == {file.id}
    counted = queries.statistics_of(here.session, tendering.tender(here.session, here.dossier))
    assert [(one.lot, one.bids, one.small, one.electronic) for one in counted] == [(HOME, 1, 1, 1), (STAY, 0, 0, 0)]


def test_of_a_list_with_a_wrong_row_nothing_is_kept(engine: Engine) -> None:
    with writing(engine)() as session:
        here = submitting(session)
    rows = "De Eik;;18-05-2026 11:59:59;;;\nDe Es;LOT-0009;morgen;;;\n"
    with writing(engine)() as session:
        here.session = session
        with pytest.raises(ListRefused) as caught:
            imported(here, LIST + rows)
        session.rollback()
    assert [one.where for one in caught.value.findings] == ["3:inschrijver", "3:ontvangen", "3:percelen"]
    with writing(engine)() as session:
        assert session.scalars(select(Bid)).all() == []
        assert session.scalars(select(KeptFile)).all() == []


def test_what_a_rule_says_of_a_row_is_told_with_its_row(here: Submitting) -> None:
    rows = "De Eik;;18-05-2026 11:00;;;\nDe Eik;;18-05-2026 11:30;;;\n"
    with pytest.raises(ListRefused) as caught:
        imported(here, LIST + rows)
    assert [one.where for one in caught.value.findings] == ["3:inschrijver"]


def test_what_the_platform_knows_of_confirming_and_withdrawing_is_read_in(here: Submitting) -> None:
    corrected(here, DUE - DAY)
    head = "inschrijver;ontvangen;bevestigd;ingetrokken\n"
    rows = "De Eik;16-05-2026 09:00;18-05-2026 09:00;\nDe Linde;18-05-2026 09:00;;18-05-2026 10:00\n"
    imported(here, head + rows)
    assert states(here) == {"De Eik": BidState.VALID, "De Linde": BidState.WITHDRAWN}


def test_an_excel_workbook_is_read_too(here: Submitting) -> None:
    imported(
        here,
        workbook([["inschrijver", "ontvangen"], ["De Eik", "46160.499988"], ["De Linde", "18-05-2026 10:00"]]),
        "l.xlsx",
    )
    assert states(here) == {"De Eik": BidState.VALID, "De Linde": BidState.VALID}
    assert min(one.received_at for one in here.session.scalars(select(Bid))) == DUE - 2 * HOUR
    assert max(one.received_at for one in here.session.scalars(select(Bid))) == DUE - SECOND


def test_another_kind_of_file_is_no_list(here: Submitting) -> None:
    with pytest.raises(ListRefused):
        imported(here, "inschrijver;ontvangen", "lijst.txt")


def test_a_record_that_was_a_mistake_is_struck_and_stays_readable(here: Submitting) -> None:
    kept = here.bid(here.eik)
    assert refused(lambda: here.bid(here.eik)).code == "bid_known"
    receiving.strike_bid(here.session, here.at(CLOSED), here.dossier, kept.id, StrikeBid(reason=WRONG))
    here.bid(here.eik, DUE - SECOND)
    assert sorted(one.state for one in queries.register(here.session, here.dossier, CLOSED)) == ["struck", "valid"]


def test_what_the_notices_ask_is_filled_in_also_after_the_opening_but_not_the_lots(here: Submitting) -> None:
    kept = here.bid(here.eik, lots=[HOME])
    here.open()

    def describe(**more: Any) -> Bid:
        command = DescribeBid.model_validate({"size_class": "medium", "country": "DE"} | more)
        return receiving.describe_bid(here.session, here.at(CLOSED), here.dossier, kept.id, command)

    assert (describe(lots=[HOME]).size_class, kept.country) == ("medium", "DE")
    assert rule(refused(lambda: describe(lots=[STAY]))) == ("opened_already", "23")


def test_what_was_told_along_the_platform_is_recorded_with_its_time(here: Submitting) -> None:
    kept = here.bid(here.eik)

    def tell(moment: datetime) -> Bid:
        command = TellStatement.model_validate({"kind": "withdrawn", "given_at": moment})
        return receiving.tell_statement(here.session, here.at(CLOSED), here.dossier, kept.id, command)

    assert rule(refused(lambda: tell(DUE + SECOND))) == ("deadline_passed_for_bid", "24")
    tell(DUE)
    assert states(here) == {"De Eik": BidState.WITHDRAWN}


def test_a_vault_that_is_not_there_is_not_taken_over(here: Submitting) -> None:
    act = refused(lambda: receiving.take_over(here.session, here.at(CLOSED), here.dossier, TakeOver(vault_id="geen")))
    assert act.code == "vault_not_found"


def test_who_stands_for_a_candidate_records_nothing(here: Submitting) -> None:
    acting = here.at(DUE - HOUR, here.world.eik)
    act = refused(lambda: course.correct_documents(here.session, acting, here.dossier, CorrectDocuments(reason=WHY)))
    assert act.code == "bids_not_permitted"


def workbook(rows: list[list[str]]) -> bytes:
    """Make a small workbook of text cells."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{"AB"[column]}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}"><sheets><sheet name="Blad1" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, start + text)
    return held.getvalue()
