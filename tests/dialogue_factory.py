"""A dialogue with two participants on record, and somebody at each side of its table."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.schemas.views import FullDialogueView
from partnerschapsakte.dialogue.service import ending, ledger, meetings, minutes, rounds
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.foundation.actor import Actor, Right, Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import schemas
from partnerschapsakte.tendering.service import course as service

DAY = date(2029, 3, 1)
WHY = "Zo is het met de deelnemers afgesproken."
TOPICS = ("Toegang", "Bekostiging")
PLAN: dict[str, Any] = {
    "procedure": "sas_dialogue",
    "title": "Jeugdhulp in de wijk",
    "requests_due_on": "2029-01-15",
    "tender_due_on": "2029-09-01",
    "dialogue_rounds": 2,
    "topics": TOPICS,
    "lots": [{"code": "LOT-0001", "title": "Noord"}],
}
ANNOUNCED: dict[str, Any] = {
    "rounds": [
        {"topics": TOPICS, "starts_on": "2029-02-01", "ends_on": "2029-02-20"},
        {"topics": TOPICS[1:], "starts_on": "2029-03-01", "ends_on": "2029-03-20"},
    ]
}
REDUCING: dict[str, Any] = {"reduction": True, "reduction_criteria": "Wie het best aansluit bij de opgave."}
LETTER = {"title": "Uitnodiging", "text": "U bent welkom in ronde 1."}
PASSED: dict[str, Any] = {"passed_because": WHY}


@dataclass
class Table:
    """The table of a dialogue: the officer at one side, two participants at the other."""

    session: Session
    world: Opened
    today: date = DAY
    contacts: list[str] = field(default_factory=list[str])
    candidates: list[str] = field(default_factory=list[str])

    @property
    def id(self) -> str:
        return self.world.dossier

    @property
    def officer(self) -> Occasion:
        return on(self.today, self.world.manager)

    def party(self, number: int) -> Actor:
        """Return who stands for a participant."""
        role, party = Role.PROVIDER_CONTACT, self.world.providers[number]
        right = Right(self.id, role, party)
        person = self.contacts[number] if number < len(self.contacts) else "contact"
        return Actor(
            person, "Contact", frozenset({role}), grants=frozenset({right}), dossier_id=self.id, party_id=party
        )

    def seat(self, number: int) -> None:
        """Let somebody stand for a provider in the dossier."""
        party = self.world.providers[number]
        made = RegisterPerson(name=f"contact {number}", email=f"contact{number}@voorbeeldstad.example")
        person = register_person(self.session, on(self.today), made).id
        start_membership(self.session, on(self.today), person, StartMembership(party_id=party, since=date(2029, 1, 1)))
        right = GrantRight(person_id=person, dossier_id=self.id, role=Role.PROVIDER_CONTACT, party_id=party)
        grant_right(self.session, on(self.today), right)
        self.contacts.append(person)

    def call(self, *, contacts: int = 2) -> None:
        """Publish the tender and admit both participants."""
        service.plan_tender(self.session, on(date(2028, 12, 1), self.world.manager), self.id, plan())
        at, published = on(date(2029, 2, 1), self.world.manager), {"published_on": "2028-12-15"}
        service.publish_tender(self.session, at, self.id, schemas.PublishTender.model_validate(published))
        for number in range(2):
            told = {
                "name": f"Deelnemer {number}",
                "parties": [{"party_id": self.world.providers[number], "role": "lead"}],
                "admitted_on": "2029-01-20",
            }
            admitted = service.admit_candidate(self.session, at, self.id, schemas.AdmitCandidate.model_validate(told))
            self.candidates.append(admitted.id)
            if number < contacts:
                self.seat(number)
        self.session.flush()

    def start(self) -> None:
        command = schemas.StartDialogue(started_on=date(2029, 2, 1))
        service.start_dialogue(self.session, self.officer, self.id, command)

    def announce(self, **changes: Any) -> None:
        command = commands.AnnounceDialogue.model_validate(ANNOUNCED | changes)
        rounds.announce(self.session, self.officer, self.id, command)

    def invite(self, number: int = 1, **changes: Any) -> None:
        command = commands.InviteToRound.model_validate(LETTER | PASSED | changes)
        rounds.invite(self.session, self.officer, self.id, number, command)

    def open(self, number: int = 1, day: str = "2029-02-01") -> None:
        command = commands.OpenRound.model_validate({"opened_on": day})
        rounds.open_round(self.session, self.officer, self.id, number, command)

    def begin(self, **announced: Any) -> None:
        """Go on until the first round is open."""
        self.call()
        self.announce(**announced)
        self.invite()
        self.start()
        self.open()

    def plan(self, candidate: int | None = 0, **changes: Any) -> str:
        who = None if candidate is None else self.candidates[candidate]
        planned: dict[str, Any] = {
            "round": 1,
            "candidate_id": who,
            "day": "2029-02-05",
            "hour": "10:00",
            "place": "Stadhuis",
            "topics": TOPICS,
        }
        command = commands.PlanSession.model_validate(planned | changes)
        return meetings.plan_session(self.session, self.officer, self.id, command).id

    def hold(self, planned: str, day: str = "2029-02-05") -> None:
        command = commands.HoldSession.model_validate({"held_on": day, "attendees": 5, "attendee_roles": ["jurist"]})
        meetings.hold_session(self.session, self.officer, self.id, planned, command)

    def bring(self, planned: str, candidate: int = 0, text: str = "Wij spraken.", sent: Sent | None = None) -> str:
        command = commands.BringMinutes(candidate_id=self.candidates[candidate], text=text)
        return minutes.bring_minutes(self.session, self.officer, self.id, planned, command, sent).id

    def approve(self, minutes_id: str, candidate: int | None = None) -> None:
        by = self.officer if candidate is None else on(self.today, self.party(candidate))
        minutes.sign_minutes(self.session, by, self.id, minutes_id)

    def talk(self, candidate: int, **changes: Any) -> str:
        """Plan and hold a session, and let both sides approve its minutes."""
        planned = self.plan(candidate, **changes)
        self.hold(planned, changes.get("day", "2029-02-05"))
        written = self.bring(planned, candidate)
        self.approve(written)
        self.approve(written, candidate)
        return planned

    def close(self, number: int = 1, day: str = "2029-02-20", **changes: Any) -> None:
        command = commands.CloseRound.model_validate({"closed_on": day, "reason": WHY} | changes)
        rounds.close_round(self.session, self.officer, self.id, number, command)

    def reduce(self, *dropped: int, number: int = 1, **changes: Any) -> None:
        left_out = [{"candidate_id": self.candidates[one], "reason": WHY} for one in dropped]
        command = commands.ReduceParticipants.model_validate(
            {"dropped": left_out, "decided_on": "2029-02-21"} | changes
        )
        rounds.reduce(self.session, self.officer, self.id, number, command)

    def leave(self, number: int) -> None:
        gone = {"candidate_id": self.candidates[number], "withdrawn_on": self.today, "reason": "Te weinig personeel."}
        command = schemas.WithdrawCandidate.model_validate(gone)
        service.withdraw_candidate(self.session, self.officer, self.id, command)
        self.session.flush()

    def tell(self, candidate: int = 0, **changes: Any) -> str:
        told: dict[str, Any] = {
            "round": 1,
            "candidate_id": self.candidates[candidate],
            "told_on": "2029-02-05",
            "title": "Aantal cliënten",
            "text": "Het zijn er 250.",
            "sharing": "for_all",
            "deliver_by": "2029-02-10",
        }
        command = commands.TellItem.model_validate(told | changes)
        return ledger.tell_item(self.session, self.officer, self.id, command).id

    def end(self, **changes: Any) -> None:
        typed = {"closed_on": "2029-03-01", "title": "De dialoog is gesloten", "text": "Dank voor uw inbreng."}
        command = commands.EndDialogue.model_validate(typed | changes)
        ending.end_dialogue(self.session, self.officer, self.id, command)

    def view(self) -> FullDialogueView:
        self.session.flush()
        return views.full(self.session, self.world.manager, self.id, self.today)

    def rows(self) -> rows.Dialogue:
        self.session.flush()
        return rows.dialogue(self.session, self.id)


def plan() -> schemas.PlanTender:
    """Return the plan of the tender."""
    return schemas.PlanTender.model_validate(PLAN)


def table(session: Session) -> Table:
    """Set the table."""
    return Table(session, opened(session, date(2028, 9, 1)))


def talking(session: Session) -> Table:
    """Set the table, and open the first round."""
    at = table(session)
    at.begin()
    return at
