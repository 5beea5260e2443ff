"""The award at its doors: the officer's pages from decision to record, and a tenderer's own letters and no other's."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from awarding_factory import LOSES, WINS
from doors.conftest import PASSWORD, Browser
from doors.test_files_and_rooms import DAY, Door, People, at, people
from dossier_factory import on
from partnerschapsakte.access.schemas import GrantRight, SetPassword
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.awarding.models import AwardLetter, Complaint, CourtCase
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering.schemas import AdmitCandidate, PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tenders

__all__ = ["at", "people"]
LOT = "LOT-0001"
CALLED = date(2029, 1, 8)
DECISION = {
    "outcome": "award",
    "body": "college",
    "decided_on": "20-2-2029",
    "case_number": "Z-29-1",
    "file": "besluit.pdf",
    "reason": "De hoogste score op kwaliteit.",
}


@pytest.fixture
def tenderers(engine: Engine, people: People) -> tuple[str, str]:
    """A tender whose deadline passed, with two tenderers."""
    with writing(engine)() as session:
        told = {"procedure": "sas_one_stage", "title": "Ambulante jeugdhulp", "tender_due_on": "2029-02-01"}
        plan = PlanTender.model_validate(told | {"lots": [{"code": LOT, "title": "Noord"}]})
        occasion = Occasion(people.world.manager, noon(CALLED), noon(CALLED))
        tenders.plan_tender(session, occasion, people.world.dossier, plan)
        tenders.publish_tender(session, occasion, people.world.dossier, PublishTender(published_on=CALLED))
        later = Occasion(people.world.manager, noon(date(2029, 2, 5)), noon(date(2029, 2, 5)))
        first, second = (
            tenders.admit_candidate(
                session,
                later,
                people.world.dossier,
                AdmitCandidate.model_validate(
                    {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": "2029-02-05"}
                ),
            ).id
            for name, party in zip(("De Eik", "De Linde"), people.world.providers, strict=True)
        )
    return first, second


def home(people: People) -> str:
    return f"/dossiers/{people.world.dossier}/aanbesteding/gunning"


def award(at: Door, people: People, tenderers: tuple[str, str]) -> None:
    """Decide, write and send, with the forms."""
    eik, linde = tenderers
    lot = f"{home(people)}/percelen/{LOT}"
    with at(people.officer) as browser:
        browser.send(f"{lot}/besluit", **DECISION, **{"winners.0.candidate_id": eik})
        browser.send(f"{lot}/winnaars/{eik}", characteristics=WINS)
        browser.send(f"{lot}/inschrijvers/{eik}", tendered="true", reasons="U scoort het hoogst.")
        browser.send(f"{lot}/inschrijvers/{linde}", tendered="true", reasons=LOSES)
        browser.send(f"{lot}/brieven", objections_to="De rechtbank Voorbeeldstad.")


def complete_record(browser: Browser, people: People) -> None:
    """Fill in what the dossier does not tell, and complete the record."""
    record = f"{home(people)}/proces-verbaal"
    browser.send(f"{record}/onderdelen", item="b", text="Ambulante jeugdhulp, 900.000 euro.")
    for item in "dfglm":
        browser.send(f"{record}/onderdelen", item=item, not_applicable="true")
    browser.send(f"{record}/compleet")


def letters(engine: Engine) -> dict[str, str]:
    with reading(engine)() as session:
        return {row.candidate_id: row.id for row in session.scalars(select(AwardLetter))}


@pytest.mark.usefixtures("tenderers")
def test_the_officer_decides_with_every_mistake_told_at_once(people: People, at: Door) -> None:
    with at(people.officer) as browser:
        assert "nog te beslissen" in browser.open(home(people))
        assert f'href="{home(people)}"' in browser.open(home(people).removesuffix("/gunning"))
        assert "buiten dit programma zijn verstuurd" in browser.open(home(people))
        wrong = browser.send(f"{home(people)}/percelen/{LOT}/besluit", 400, body="college", case_number="Z-1")
        for name in ("outcome", "decided_on", "file", "reason"):
            assert f'href="#{name}"' in wrong
        assert 'value="Z-1"' in wrong
        nobody = browser.send(f"{home(people)}/percelen/{LOT}/besluit", 400, **DECISION)
        assert "Noem de kandidaat" in nobody


def test_letters_that_lack_something_are_not_sent_and_all_of_it_is_told(
    engine: Engine, people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    lot = f"{home(people)}/percelen/{LOT}"
    with at(people.officer) as browser:
        browser.send(f"{lot}/besluit", **DECISION, **{"winners.0.candidate_id": tenderers[0]})
        told = browser.send(f"{lot}/brieven", 409)
        assert "De eigen redenen voor De Eik." in told
        assert "De eigen redenen voor De Linde." in told
        assert "Waar iemand terecht kan die het er niet mee eens is." in told
        assert "Regel 34" in told
        assert letters(engine) == {}
        assert "niet vergrendeld" in browser.send(f"{lot}/overnemen", 409)


def test_the_officer_awards_and_sees_the_standstill_with_why_this_date(
    people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    award(at, people, tenderers)
    with at(people.officer) as browser:
        page = browser.open(home(people))
        assert "opschortende termijn loopt" in page
        assert "woensdag 21 maart 2029" in page
        assert "Waarom deze datum?" in page
        assert "toegezegd in de stukken" in page
        assert "buiten dit programma zijn verstuurd" not in page
        assert "eigen pagina" in browser.open(f"/dossiers/{people.world.dossier}/aanbesteding/brieven")


def test_rule_35_during_the_standstill_no_contract_is_offered_to_who_has_no_mandate(
    people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    award(at, people, tenderers)
    address = f"/dossiers/{people.world.dossier}/aanbesteding"
    with at(people.officer) as browser:
        browser.send(f"{home(people)}/proces-verbaal", call_off_under="")
        complete_record(browser, people)
        assert f'href="{address}/overeenkomst"' not in browser.open(address)
        page = browser.open(home(people))
        assert f'href="{address}/overeenkomst"' not in page
        assert "De opschortende termijn is niet verstreken" in page
        assert "Regel 35" in browser.open(f"{address}/overeenkomst")


def test_rule_35_who_holds_the_mandates_is_offered_it_with_what_it_takes(
    engine: Engine, people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    award(at, people, tenderers)
    holder = people.world.mandate_holder.id
    with at(people.officer) as browser:
        browser.send(f"{home(people)}/proces-verbaal", call_off_under="")
        complete_record(browser, people)
    with writing(engine)() as session:
        grant = GrantRight(person_id=holder, dossier_id=people.world.dossier, role=Role.MANDATE_HOLDER)
        grant_right(session, on(DAY), grant)
        known = SetPassword.model_validate({"person_id": holder, "password": PASSWORD})
        set_password(session, on(DAY), known)
    address = f"/dossiers/{people.world.dossier}/aanbesteding"
    with at(holder) as browser:
        for page in (browser.open(address), browser.open(home(people))):
            assert f'href="{address}/overeenkomst"' in page
            assert "Nu nog alleen met het mandaat van iedere gemeente en een reden." in page
            assert "Regel 35" in page


def test_a_tenderer_reads_its_own_letter_in_its_room_and_nothing_of_another(
    engine: Engine, people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    eik, linde = tenderers
    with at(people.linde) as browser:
        assert "Uw brieven over de gunning" not in browser.open(f"/dossiers/{people.world.dossier}/kamer")
    award(at, people, tenderers)
    sent = letters(engine)
    with at(people.linde) as browser:
        assert "Uw brieven over de gunning" in browser.open(f"/dossiers/{people.world.dossier}/kamer")
        own = browser.open(home(people))
        assert sent[linde] in own
        assert sent[eik] not in own
        assert LOSES in browser.open(f"{home(people)}/brieven/{sent[linde]}")
        browser.open(f"{home(people)}/brieven/{sent[eik]}", 404)
        browser.open(f"{home(people)}/brieven/{sent[eik]}/document", 404)
        browser.open(f"{home(people)}/percelen/{LOT}/brieven", 404)
        file = browser.client.get(f"{home(people)}/brieven/{sent[linde]}/document")
        assert file.status_code == 200
        assert file.content.startswith(b"PK")


def test_complaints_and_courts_are_registered_and_decided_with_forms(
    engine: Engine, people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    award(at, people, tenderers)
    base = home(people)
    with at(people.officer) as browser:
        assert 'href="#complainant"' in browser.send(f"{base}/klacht", 400, about="De weging.")
        browser.send(f"{base}/klacht", complainant="De Linde", about="De weging.", received_on="1-3-2029")
        case = {"plaintiff": "De Linde", "court": "Rechtbank", "reference": "KG 1", "served_on": "1-3-2029"}
        browser.send(f"{base}/percelen/{LOT}/kort-geding", **case)
        page = browser.open(base)
        assert "bij de rechter" in page
        with reading(engine)() as session:
            complaint, court = session.scalars(select(Complaint.id)).one(), session.scalars(select(CourtCase.id)).one()
        assert "De weging." in browser.open(f"{base}/klachten/{complaint}")
        decided = {"upheld": "false", "decided_on": "1-3-2029", "decision": "De weging stond in de leidraad."}
        browser.send(f"{base}/klachten/{complaint}", **decided)
        assert "ongegrond" in browser.open(f"{base}/klachten/{complaint}")
        early = browser.send(f"{base}/kort-gedingen/{court}", 400, judged_on="1-3-2029")
        assert 'href="#outcome"' in early
        judged = {"judged_on": "1-3-2029", "outcome": "De vordering is afgewezen.", "file": "vonnis.pdf"}
        browser.send(f"{base}/kort-gedingen/{court}", **judged)
        assert "De vordering is afgewezen." in browser.open(f"{base}/kort-gedingen/{court}")


def test_the_record_is_filled_item_by_item_and_printed_when_complete(
    people: People, at: Door, tenderers: tuple[str, str]
) -> None:
    award(at, people, tenderers)
    record = f"{home(people)}/proces-verbaal"
    with at(people.officer) as browser:
        browser.send(record, call_off_under="")
        told = browser.send(f"{record}/compleet", 409)
        assert "Onderdeel f is leeg" in told
        assert "Regel 38" in told
        both = browser.send(f"{record}/onderdelen", 400, item="f", text="Geen.", not_applicable="true")
        assert "een van beide" in both
        complete_record(browser, people)
        page = browser.open(record)
        assert "/word" in page
        assert "Compleet" in page


@pytest.mark.usefixtures("tenderers")
def test_who_reads_the_file_sees_the_award_and_changes_nothing(people: People, at: Door) -> None:
    with at(people.controller) as browser:
        assert "Met uw rollen kunt u dit dossier lezen" in browser.open(home(people))
        browser.send(f"{home(people)}/percelen/{LOT}/besluit", 403, **DECISION)
    with at(people.stranger) as browser:
        browser.open(home(people), 404)
