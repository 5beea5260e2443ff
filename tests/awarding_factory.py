"""Makes what tests of an award begin with: a tender of two lots whose deadline passed, and two tenderers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.access.schemas import GrantRight, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.awarding.schemas import DecideLot, DescribeWinner, SendLetters, WriteReasons
from partnerschapsakte.awarding.service import letters, lots
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering.rules.facts import RecordState
from partnerschapsakte.tendering.schemas import AdmitCandidate, MarkRecord, PlanTender, PublishTender
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as tenders

TEMPLATES = Path(__file__).parents[1] / "templates" / "documents"
LOT, OTHER = "LOT-0001", "LOT-0002"
CALLED, DECIDED, SENT = date(2026, 1, 12), date(2026, 3, 10), date(2026, 3, 12)
LAST_DAY = date(2026, 4, 1)
WINS = "Eén team voor de hele wijk; de wachttijd is de helft van die van de ander."
LOSES = "Uw plan noemt de wachttijd niet; daarom 6 in plaats van 8 punten."


@dataclass
class House:
    """A dossier with a tender, its two candidates, and somebody who reads for each."""

    session: Session
    at: Opened
    winner: str
    loser: str
    readers: tuple[Actor, Actor]

    @property
    def id(self) -> str:
        """The dossier."""
        return self.at.dossier

    def on(self, day: date) -> Occasion:
        """Somebody who keeps the dossier, on a day."""
        return on(day, self.at.manager)

    def decide(self, lot: str = LOT, **changes: object) -> None:
        """Record the decision of the college."""
        told = {"lot": lot, "outcome": "award", "winners": [self.winner], "body": "college", "decided_on": DECIDED}
        told |= {"case_number": "Z-26-1", "file": "besluit.pdf", "reason": "Hoogste score op kwaliteit."}
        lots.decide_lot(self.session, self.on(DECIDED), self.id, DecideLot.model_validate(told | changes))

    def write(self, lot: str = LOT, reference: str = "") -> None:
        """Write everything that the letters of a lot need."""
        described = DescribeWinner(lot=lot, candidate_id=self.winner, characteristics=WINS)
        lots.describe_winner(self.session, self.on(DECIDED), self.id, described)
        self.explain(lot, reference)

    def explain(self, lot: str = LOT, reference: str = "") -> None:
        """Write the reasons for both tenderers."""
        for one, reasons in ((self.winner, "U scoort het hoogst."), (self.loser, LOSES)):
            told = WriteReasons(lot=lot, candidate_id=one, reasons=reasons, platform_reference=reference)
            lots.write_reasons(self.session, self.on(DECIDED), self.id, told)

    def send(self, lot: str = LOT, day: date = SENT) -> None:
        """Send the letters of a lot."""
        told = SendLetters(lot=lot, objections_to="Bij de rechtbank Voorbeeldstad.")
        letters.send_letters(self.session, self.on(day), self.id, told, TEMPLATES)

    def recorded(self, day: date = SENT) -> None:
        """Mark the record of proceedings as complete, so that may be signed."""
        command = MarkRecord(state=RecordState.COMPLETE)
        tender_awards.mark_record(self.session, self.on(day), self.id, command)

    def awarded(self, lot: str = LOT) -> None:
        """Decide, write and send."""
        self.decide(lot)
        self.write(lot)
        self.send(lot)


def house(session: Session) -> House:
    """Open a dossier, and let its tender come to the assessment."""
    at = opened(session, CALLED)
    told = {"procedure": "sas_one_stage", "title": "Ambulante jeugdhulp", "tender_due_on": "2026-02-27"}
    lots_ = [{"code": LOT, "title": "Noord"}, {"code": OTHER, "title": "Zuid"}]
    value = {"estimated_value": "900000.00", "estimation_method": "total"}
    plan = PlanTender.model_validate(told | value | {"lots": lots_})
    tenders.plan_tender(session, on(CALLED, at.manager), at.dossier, plan)
    published = PublishTender.model_validate({"published_on": CALLED, "reference": "TN-1"})
    tenders.publish_tender(session, on(CALLED, at.manager), at.dossier, published)
    day = date(2026, 3, 2)
    ids: list[str] = []
    readers: list[Actor] = []
    for name, party in zip(("Zorg Een", "Zorg Twee"), at.providers, strict=True):
        seats = [{"party_id": party, "role": "lead"}]
        command = AdmitCandidate.model_validate({"name": name, "parties": seats, "admitted_on": day})
        ids.append(tenders.admit_candidate(session, on(day, at.manager), at.dossier, command).id)
        contact = person(session, f"contact-{name[-3:].strip().lower()}", Role.PROVIDER_CONTACT, CALLED)
        start_membership(session, on(CALLED), contact.id, StartMembership(party_id=party, since=CALLED))
        right = GrantRight(person_id=contact.id, dossier_id=at.dossier, role=Role.PROVIDER_CONTACT, party_id=party)
        grant_right(session, on(CALLED), right)
        roles = frozenset({Role.PROVIDER_CONTACT})
        readers.append(Actor(contact.id, name, roles, grants=frozenset(), dossier_id=at.dossier, party_id=party))
    session.flush()
    return House(session, at, ids[0], ids[1], (readers[0], readers[1]))
