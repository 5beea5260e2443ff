"""Bids out of an opened vault: taken over once, with time and hash, and refused with the reason where it cannot be."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine, select

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.models import Bid
from partnerschapsakte.bids.rules.facts import BidState, BidWay
from partnerschapsakte.bids.schemas import OpenBids, RecordBid, TakeOver
from partnerschapsakte.bids.service import course, receiving
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.dossiers.schemas import AssignedPost
from partnerschapsakte.dossiers.service import assign_post
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering.schemas import AdmitCandidate, PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tenders
from sealed_factory import BEFORE, DEADLINE, DOSSIER, MINUTE, SECOND, House
from tender_factory import refused

DAY = timedelta(days=1)
CALL = date(2027, 2, 1)


@dataclass
class Taking:
    """A tender with a vault: De Eik and De Linde tender, and three people hold the keys."""

    house: House
    openers: tuple[Actor, ...]
    vault: str
    eik: Actor
    linde: Actor

    @property
    def officer(self) -> Actor:
        """Who takes over."""
        return self.openers[0]

    def at(self, moment: datetime, actor: Actor | None = None) -> Occasion:
        """Somebody at a moment: the officer, if nobody else."""
        return Occasion(actor or self.officer, moment, moment)

    def open(self) -> None:
        """Open the vault by two keys."""
        self.house.open(self.vault, self.openers[0], self.openers[1])

    def admit(self, tenderer: Actor, name: str) -> str:
        """Admit a tenderer as a candidate."""
        told = {"name": name, "parties": [{"party_id": tenderer.party_id, "role": "lead"}], "admitted_on": CALL}
        with self.house.unit() as session:
            moment = BEFORE - DAY
            command = AdmitCandidate.model_validate(told)
            return tenders.admit_candidate(session, self.at(moment), DOSSIER, command).id

    def take(self, vault: str = "", moment: datetime = DEADLINE + MINUTE, actor: Actor | None = None) -> int:
        """Take over, and say how many bids that gave."""
        command = TakeOver(vault_id=vault or self.vault)
        with self.house.unit() as session:
            return len(receiving.take_over(session, self.at(moment, actor), DOSSIER, command))

    def why_not(self, vault: str = "", moment: datetime = DEADLINE + MINUTE, actor: Actor | None = None) -> str:
        """Say why nothing is taken over, and see to it that nothing was."""
        code = refused(lambda: self.take(vault, moment, actor)).code
        with self.house.unit() as session:
            assert not [one for one in session.scalars(select(Bid)) if one.way is BidWay.SEALED_STORE]
        return code

    def states(self) -> dict[str, BidState]:
        """Say how each bid stands."""
        with self.house.unit() as session:
            found = queries.register(session, DOSSIER, DEADLINE + DAY)
        return {one.candidate: one.state for one in found}


@pytest.fixture
def taking(engine: Engine) -> Taking:
    """A tender that closes at noon as its vault does, in which De Eik and De Linde handed in."""
    return taken(House(engine))


def taken(house: House, time: str = "12:00") -> Taking:
    house.dossier()
    openers = house.openers(3)
    vault = house.receiving_vault(openers)
    eik, linde = (house.tenderer(name, vault) for name in ("De Eik", "De Linde"))
    plan = {
        "procedure": "sas_one_stage",
        "title": "Jeugdhulp in de wijk",
        "tender_due_on": DEADLINE.date(),
        "tender_due_time": time,
        "lots": [{"code": "LOT-0001", "title": "Noord"}],
    }
    at = Taking(house, openers, vault, eik, linde)
    manager = house.person("manager", Role.CONTRACT_MANAGER)
    with house.unit() as session:
        post = AssignedPost(post=Post.CONTRACT_MANAGER, person_id=manager.id)
        assign_post(session, at.at(BEFORE - 30 * DAY), DOSSIER, post)
        published = replace(at.at(BEFORE), happened_at=BEFORE - 20 * DAY)
        tenders.plan_tender(session, published, DOSSIER, PlanTender.model_validate(plan))
        tenders.publish_tender(session, published, DOSSIER, PublishTender(published_on=CALL))
    for one, name in ((eik, "De Eik"), (linde, "De Linde")):
        at.admit(one, name)
        house.hand_in(one, vault, name.encode(), f"{name}.pdf")
    return at


def test_bids_come_with_the_time_and_the_hash_that_their_receipts_say(taking: Taking) -> None:
    taking.open()
    assert taking.take() == 2
    with taking.house.unit() as session:
        rows = {one.sha256: one for one in session.scalars(select(Bid))}
    part = sha256(b"De Eik").hexdigest()
    kept = rows[sha256(part.encode()).hexdigest()]
    assert (kept.received_at, kept.way, kept.lots) == (BEFORE, BidWay.SEALED_STORE, [])
    assert kept.source.startswith(f"{taking.vault}:")
    assert taking.states() == {"De Eik": BidState.VALID, "De Linde": BidState.VALID}


def test_what_was_taken_over_before_stays_as_it_is(taking: Taking) -> None:
    taking.open()
    assert [taking.take(), taking.take()] == [2, 0]


def test_before_the_opening_of_the_vault_nothing_is_taken_over_rule_23(taking: Taking) -> None:
    assert taking.why_not() == "vault_closed"


def test_before_the_deadline_of_the_tender_nothing_is_taken_over_rule_23(engine: Engine) -> None:
    taking = taken(House(engine), "23:00")
    taking.open()
    assert taking.why_not() == "bids_sealed"


def test_a_vault_that_there_is_not_is_refused(taking: Taking) -> None:
    taking.open()
    assert taking.why_not(vault="geen") == "vault_not_found"


def test_who_tenders_takes_nothing_over(taking: Taking) -> None:
    taking.open()
    assert taking.why_not(actor=taking.eik) == "bids_not_permitted"


def test_a_tenderer_that_is_no_candidate_is_refused_by_name_and_can_be_admitted_first(engine: Engine) -> None:
    taking = taken(House(engine))
    beuk = taking.house.tenderer("De Beuk", taking.vault)
    taking.house.hand_in(beuk, taking.vault, b"De Beuk")
    taking.open()
    assert taking.why_not() == "tenderer_unknown"
    taking.admit(beuk, "De Beuk")
    assert taking.take() == 3


def test_a_candidate_whose_bid_stands_gets_no_second_one(taking: Taking) -> None:
    taking.open()
    with taking.house.unit() as session:
        found = queries.page_of(session, taking.officer, DOSSIER, DEADLINE + MINUTE).candidates
        ids = {name: one for one, name in found}
        told = RecordBid(candidate_id=ids["De Eik"], received_at=BEFORE)
        receiving.record_bid(session, taking.at(DEADLINE + MINUTE), DOSSIER, told)
    assert taking.why_not() == "bid_known"


def test_after_the_bids_of_the_tender_were_opened_none_is_added_rule_23(taking: Taking) -> None:
    taking.open()
    command = OpenBids(opened_at=DEADLINE + SECOND, first_opener="An Een", second_opener="Bo Twee")
    with taking.house.unit() as session:
        course.open_bids(session, taking.at(DEADLINE + MINUTE), DOSSIER, command)
    assert taking.why_not() == "opened_already"


def test_a_vault_that_closes_at_another_moment_is_warned_of_with_both_moments_rule_24(engine: Engine) -> None:
    taking = taken(House(engine), "11:00")
    with taking.house.unit() as session:
        view = queries.page_of(session, taking.officer, DOSSIER, BEFORE)
        (found,) = queries.vault_findings(session, DOSSIER)
    assert found in view.findings
    assert (found.rule, found.level.value) == ("24", "warning")
    assert "12:00:00" in str(found.message)
    assert "11:00:00" in str(found.message)
    assert "move it" in str(found.message)
    taking.open()
    with taking.house.unit() as session:
        (over,) = queries.vault_findings(session, DOSSIER)
    assert "tell in the remarks of the opening" in str(over.message)


def test_a_vault_that_closes_with_the_tender_is_not_warned_of(taking: Taking) -> None:
    with taking.house.unit() as session:
        assert queries.vault_findings(session, DOSSIER) == ()
