"""The dialogue at the API: what was announced, its rounds, its closing, and what is decided beside the talks."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.schemas.commands import (
    AnnounceDialogue,
    AnswerProgress,
    AskProgress,
    CloseRound,
    DecideCompensation,
    EndDialogue,
    InviteToRound,
    NoteChange,
    OpenRound,
    ReduceParticipants,
)
from partnerschapsakte.dialogue.schemas.views import (
    DialogueRoundView,
    FullDialogueView,
    OwnDialogueView,
    OwnProgressView,
    ProgressView,
)
from partnerschapsakte.dialogue.service import ending, rounds
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router

TAG = "dialogue"
DIALOGUE = "/dossiers/{dossier_id:str}/dialogue"
ROUND = DIALOGUE + "/rounds/{round_number:int}"
PROGRESS = DIALOGUE + "/progress-requests"


def dialogue_of(session: Session, actor: Actor, dossier_id: str, today: date) -> FullDialogueView:
    """Return the dialogue as it stands after an act."""
    session.flush()
    return views.full(session, actor, dossier_id, today)


@api_get(
    DIALOGUE,
    TAG,
    "Toon de dialoog van een aanbesteding",
    "Per ronde wat is aangekondigd, waar zij staat en wat haar openhoudt; de gesprekken met verslagen, het "
    "informatieregister, de producten en wat er in het bestek verandert.",
)
def read_dialogue(session: Session, actor: Actor, now: datetime, dossier_id: str) -> FullDialogueView:
    """Show the dialogue to the authority."""
    return views.full(session, actor, dossier_id, local_date(now))


@api_get(ROUND, TAG, "Toon een ronde van de dialoog")
def read_round(session: Session, actor: Actor, now: datetime, dossier_id: str, round_number: int) -> DialogueRoundView:
    """Show a round to the authority."""
    rows.round_row(rows.dialogue(session, dossier_id), round_number)
    found = views.full(session, actor, dossier_id, local_date(now)).rounds
    return next(one for one in found if one.number == round_number)


@api_get(
    DIALOGUE + "/own-part",
    TAG,
    "Toon het eigen deel van de dialoog",
    "Voor wie namens een deelnemer in het dossier staat: eigen gesprekken, verslagen en ideeën, en wat aan allen is "
    "verteld. Wie geen deelnemer is, vindt hier niets: 404.",
    guests=True,
)
def read_own_dialogue(session: Session, actor: Actor, dossier_id: str) -> OwnDialogueView:
    """Show a participant its own part."""
    return views.own(session, actor, dossier_id)


@api_put(
    DIALOGUE + "/announcement",
    TAG,
    "Kondig de dialoog aan",
    "Rondes met onderwerpen en dagen, of het aantal deelnemers wordt beperkt en waarop, of er gezamenlijke gesprekken "
    "zijn. Het staat vast vanaf de eerste uitnodiging.",
    edits=read_dialogue,
    roles=KEEPERS,
)
def announce_dialogue(
    session: Session, occasion: Occasion, dossier_id: str, data: AnnounceDialogue, version: int
) -> FullDialogueView:
    """Announce the dialogue."""
    rounds.announce(session, occasion, dossier_id, data, version=version)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(
    ROUND + "/invitations",
    TAG,
    "Nodig alle deelnemers uit voor een ronde",
    "Eén handeling en één moment: ieder krijgt een eigen brief. Zou iemand niets horen, dan gaat er niets uit.",
    roles=KEEPERS,
)
def invite_to_round(
    session: Session, occasion: Occasion, dossier_id: str, round_number: int, data: InviteToRound
) -> FullDialogueView:
    """Invite all participants to a round."""
    rounds.invite(session, occasion, dossier_id, round_number, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(ROUND + "/_open", TAG, "Leg vast dat een ronde is begonnen", roles=KEEPERS)
def open_round(
    session: Session, occasion: Occasion, dossier_id: str, round_number: int, data: OpenRound
) -> FullDialogueView:
    """Record the first day of a round."""
    rounds.open_round(session, occasion, dossier_id, round_number, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(
    ROUND + "/_close",
    TAG,
    "Sluit een ronde",
    "Met redenen. De stukken waarmee de ronde is gevoerd, worden met hun hash vastgelegd. Wat de ronde openhoudt, "
    "staat in `blocked_by`.",
    roles=KEEPERS,
)
def close_round(
    session: Session, occasion: Occasion, dossier_id: str, round_number: int, data: CloseRound
) -> FullDialogueView:
    """Close a round."""
    rounds.close_round(session, occasion, dossier_id, round_number, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(
    ROUND + "/reductions",
    TAG,
    "Laat deelnemers na een ronde afvallen",
    "Alleen als dat met criteria is aangekondigd. Ieder leest de eigen reden in een brief.",
    roles=KEEPERS,
)
def reduce_participants(
    session: Session, occasion: Occasion, dossier_id: str, round_number: int, data: ReduceParticipants
) -> FullDialogueView:
    """Leave participants out after a round."""
    rounds.reduce(session, occasion, dossier_id, round_number, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(
    DIALOGUE + "/changes",
    TAG,
    "Leg vast wat de dialoog in het bestek verandert",
    "Wat er verandert, en waar het terechtkomt.",
    roles=KEEPERS,
)
def note_change(session: Session, occasion: Occasion, dossier_id: str, data: NoteChange) -> FullDialogueView:
    """Write down what the dialogue changes."""
    ending.note_change(session, occasion, dossier_id, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(
    DIALOGUE + "/_end",
    TAG,
    "Sluit de dialoog",
    "Alle deelnemers krijgen bericht. Daarna wordt er niet meer over de aanbesteding gesproken.",
    roles=KEEPERS,
)
def end_dialogue(session: Session, occasion: Occasion, dossier_id: str, data: EndDialogue) -> FullDialogueView:
    """Close the dialogue and tell everybody."""
    ending.end_dialogue(session, occasion, dossier_id, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_post(
    DIALOGUE + "/compensation",
    TAG,
    "Leg het besluit over een vergoeding vast",
    "Een bedrag per deelnemer, of geen bedrag met de reden.",
    roles=KEEPERS,
)
def decide_compensation(
    session: Session, occasion: Occasion, dossier_id: str, data: DecideCompensation
) -> FullDialogueView:
    """Record what was decided on a compensation."""
    ending.decide_compensation(session, occasion, dossier_id, data)
    return dialogue_of(session, occasion.actor, dossier_id, occasion.today)


@api_get(PROGRESS + "/{request_id:str}", TAG, "Toon een verzoek om een voortgangsbericht")
def read_progress_request(session: Session, dossier_id: str, request_id: str) -> ProgressView:
    """Show a request for a progress report."""
    return views.one_request(session, dossier_id, request_id)


@api_post(
    PROGRESS,
    TAG,
    "Leg een verzoek om een voortgangsbericht vast",
    "Het antwoord is binnen 15 dagen nodig; daarvoor komen herinneringen.",
    location="/dossiers/{dossier_id}/dialogue/progress-requests/{id}",
    roles=KEEPERS,
)
def record_progress_request(session: Session, occasion: Occasion, dossier_id: str, data: AskProgress) -> ProgressView:
    """Record that a participant asked for a progress report."""
    asked = ending.ask_progress(session, occasion, dossier_id, data)
    return views.one_request(session, dossier_id, asked.id)


@api_post(
    DIALOGUE + "/own-part/progress-requests",
    TAG,
    "Vraag als deelnemer om een voortgangsbericht",
    "De gemeente antwoordt binnen 15 dagen met een brief.",
    guests=True,
)
def ask_progress(session: Session, occasion: Occasion, dossier_id: str, data: AskProgress) -> OwnProgressView:
    """Ask for a progress report as a participant."""
    views.own(session, occasion.actor, dossier_id)
    asked = ending.ask_progress(session, occasion, dossier_id, data)
    return OwnProgressView(
        id=asked.id, requested_on=asked.requested_on, question=asked.question, answered_on=asked.answered_on
    )


@api_post(PROGRESS + "/{request_id:str}/answer", TAG, "Beantwoord een verzoek met een brief", roles=KEEPERS)
def answer_progress(
    session: Session, occasion: Occasion, dossier_id: str, request_id: str, data: AnswerProgress
) -> ProgressView:
    """Answer a request for a progress report."""
    ending.answer_progress(session, occasion, dossier_id, request_id, data)
    session.flush()
    return views.one_request(session, dossier_id, request_id)


router = api_router(
    read_dialogue,
    read_round,
    read_own_dialogue,
    announce_dialogue,
    invite_to_round,
    open_round,
    close_round,
    reduce_participants,
    note_change,
    end_dialogue,
    decide_compensation,
    read_progress_request,
    record_progress_request,
    ask_progress,
    answer_progress,
)
