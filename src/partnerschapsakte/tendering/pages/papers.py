"""The forms of a tender: what a person fills in for each step, and the service that does it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.fields import Code, Command, Day, Line, LotCode, OptionalText, Reason
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import schemas
from partnerschapsakte.tendering.rules.facts import ConsortiumRole, MinutesState, TenderStage
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.tendering.schemas import Count
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as service

Doing = Callable[..., object]
"""What a form does: with the session, the occasion, the dossier, what was typed and, where it prints, the templates."""


class Member(Command):
    """A member of a consortium."""

    party_id: Code


class FiledCandidate(Command):
    """A candidate as a person fills it in: its lead, and its members if it is a consortium."""

    name: Line
    lead: Code
    members: tuple[Member, ...] = ()
    requested_on: Day | None = None
    admitted_on: Day
    outside_because: Reason | None = None


class FiledSession(Command):
    """A conversation as a person fills it in: topics and roles one on each line."""

    candidate_id: Code
    round: Count
    held_on: Day
    topics: OptionalText = ""
    attendees: Count
    attendee_roles: OptionalText = ""


class FiledInvitation(Command):
    """An invitation as a person fills it in: languages with commas between them."""

    invited_on: Day
    tender_due_on: Day
    tender_due_time: schemas.TimeOfDay | None = None
    submission_address: Line
    languages: Line


class Winner(Command):
    """A candidate to which a lot is awarded."""

    candidate_id: Code


class FiledLetter(Command):
    """The letters of a lot as a person fills them in: a row for each winner."""

    lot: LotCode
    decided_on: Day
    sent_on: Day
    winners: Annotated[tuple[Winner, ...], Field(min_length=1)]


def lines(text: str) -> tuple[str, ...]:
    """Return what stands on each line that is not empty."""
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def _admit(session: Session, occasion: Occasion, dossier_id: str, typed: FiledCandidate) -> object:
    lead = schemas.PartyOfCandidate(party_id=typed.lead, role=ConsortiumRole.LEAD)
    members = [schemas.PartyOfCandidate(party_id=one.party_id, role=ConsortiumRole.MEMBER) for one in typed.members]
    command = schemas.AdmitCandidate(
        name=typed.name,
        parties=(lead, *members),
        requested_on=typed.requested_on,
        admitted_on=typed.admitted_on,
        outside_because=typed.outside_because,
    )
    return service.admit_candidate(session, occasion, dossier_id, command)


def _talk(session: Session, occasion: Occasion, dossier_id: str, typed: FiledSession) -> object:
    command = schemas.RecordSession(
        candidate_id=typed.candidate_id,
        round=typed.round,
        held_on=typed.held_on,
        topics=lines(typed.topics),
        attendees=typed.attendees,
        attendee_roles=lines(typed.attendee_roles),
        minutes=MinutesState.DRAFT,
    )
    return service.record_session(session, occasion, dossier_id, command)


def _invite(session: Session, occasion: Occasion, dossier_id: str, typed: FiledInvitation, templates: Path) -> object:
    command = schemas.InviteToTender(
        invited_on=typed.invited_on,
        tender_due_on=typed.tender_due_on,
        tender_due_time=typed.tender_due_time,
        submission_address=typed.submission_address,
        languages=lines(typed.languages.replace(",", "\n")),
    )
    return service.invite_to_tender(session, occasion, dossier_id, command, templates)


def _letters(session: Session, occasion: Occasion, dossier_id: str, typed: FiledLetter) -> object:
    command = schemas.SendAwardLetter(
        lot=typed.lot,
        decided_on=typed.decided_on,
        sent_on=typed.sent_on,
        awarded=tuple(one.candidate_id for one in typed.winners),
    )
    return tender_awards.send_award_letter(session, occasion, dossier_id, command)


@dataclass(frozen=True, slots=True)
class Paper:
    """A form: its page, the step that it takes, what a person fills in, what does it, and whether that prints."""

    template: str
    step: TenderStep
    command: type[BaseModel]
    do: Doing
    prints: bool = False


PAPERS = {
    "aankondiging": Paper(
        "tendering/aankondiging.html", TenderStep.PUBLISH, schemas.PublishTender, service.publish_tender
    ),
    "termijnen": Paper(
        "tendering/termijnen.html", TenderStep.MOVE_DEADLINES, schemas.MoveDeadlines, service.move_deadlines
    ),
    "toelating": Paper("tendering/toelating.html", TenderStep.ADMIT, FiledCandidate, _admit),
    "terugtrekking": Paper(
        "tendering/terugtrekking.html",
        TenderStep.WITHDRAW_CANDIDATE,
        schemas.WithdrawCandidate,
        service.withdraw_candidate,
    ),
    "begin-dialoog": Paper(
        "tendering/begin-dialoog.html", TenderStep.START_DIALOGUE, schemas.StartDialogue, service.start_dialogue
    ),
    "gesprek": Paper("tendering/gesprek.html", TenderStep.HOLD_SESSION, FiledSession, _talk),
    "verslag": Paper(
        "tendering/verslag.html", TenderStep.APPROVE_MINUTES, schemas.ApproveMinutes, service.approve_minutes
    ),
    "einde-dialoog": Paper(
        "tendering/einde-dialoog.html", TenderStep.CLOSE_DIALOGUE, schemas.CloseDialogue, service.close_dialogue
    ),
    "uitnodiging": Paper("tendering/uitnodiging.html", TenderStep.INVITE, FiledInvitation, _invite, prints=True),
    "brieven": Paper("tendering/brieven.html", TenderStep.SEND_LETTERS, FiledLetter, _letters),
    "definitief": Paper(
        "tendering/definitief.html",
        TenderStep.MAKE_DEFINITIVE,
        schemas.RecordDefinitiveAward,
        tender_awards.record_definitive_award,
    ),
    "overeenkomst": Paper(
        "tendering/overeenkomst.html",
        TenderStep.CONCLUDE,
        schemas.RecordContractConcluded,
        tender_awards.record_contract_concluded,
    ),
    "gegunde-opdracht": Paper(
        "tendering/gegunde-opdracht.html",
        TenderStep.SEND_NOTICE,
        schemas.RecordAwardNotice,
        tender_awards.record_award_notice,
    ),
    "intrekking": Paper(
        "tendering/intrekking.html", TenderStep.WITHDRAW, schemas.WithdrawTender, service.withdraw_tender
    ),
}
"""Every step that somebody takes, by the last part of its address."""

ADDRESSES = {paper.step: address for address, paper in PAPERS.items()}
ON_PAGES_ABOVE = {TenderStep.SEND_LETTERS: "aanbesteding/gunning", TenderStep.ADMIT: "selectie"}
"""Steps that are done on another page, with more rules; the form here is for what was done outside this program."""


def addresses_of(stages: Collection[TenderStage]) -> dict[TenderStep, str]:
    """Return where each step is done, within the dossier; without a selection whoever tenders is recorded here."""
    here = {step: f"aanbesteding/{address}" for step, address in ADDRESSES.items()}
    above = {step: at for step, at in ON_PAGES_ABOVE.items() if at != "selectie" or TenderStage.SELECTION in stages}
    return here | above
