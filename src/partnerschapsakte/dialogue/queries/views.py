"""Shows the dialogue: to the authority whole, to a participant its own part and what all were told."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.schemas import told, told_date
from partnerschapsakte.dialogue.models import (
    DialogueProduct,
    DialogueRound,
    FrozenDocument,
    PlannedSession,
    ProgressRequest,
    SessionMinutes,
    ToldItem,
)
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import afterwards, rounds, telling
from partnerschapsakte.dialogue.schemas.views import (
    ChangeView,
    CompensationView,
    ConsentView,
    DialogueRoundView,
    DialogueWarning,
    EarlierSessionView,
    ExpertView,
    FrozenDocumentView,
    FullDialogueView,
    ItemView,
    LeftOutView,
    MinutesView,
    OutcomeView,
    OwnDialogueView,
    OwnItemView,
    OwnProgressView,
    OwnRoundView,
    OwnSessionView,
    ParticipantView,
    PlaceInDialogue,
    PlannedSessionView,
    ProductView,
    ProgressView,
    SessionSeatView,
)
from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, Actor
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal
from partnerschapsakte.tendering.queries import tender_of

View = TypeVar("View", bound=msgspec.Struct)


def full(session: Session, actor: Actor, dossier_id: str, today: date) -> FullDialogueView:
    """Return the dialogue as the authority sees it."""
    found = rows.dialogue(session, dossier_id)
    row, tender, closing = found.announcement, found.tender, rows.closing(session, found)
    letters, documents = rows.letters(session, found), rows.frozen_documents(session, found)
    decided = found.compensation
    return FullDialogueView(
        dossier_id=dossier_id,
        started_on=tender.dialogue_started_on,
        closed_on=tender.dialogue_closed_on,
        reduction=row.reduction if row else False,
        reduction_criteria=row.reduction_criteria if row else "",
        joint_sessions=row.joint_sessions if row else False,
        maximum_participants=row.maximum_participants if row else None,
        nothing_because=closing.nothing_because if closing else "",
        rounds=tuple(_round(found, one, documents.get(one.id, ())) for one in found.rounds),
        participants=tuple(ParticipantView(one.id, one.name, one.is_in) for one in found.facts.participants),
        sessions=sessions(session, actor, found),
        earlier=_earlier(found),
        items=tuple(item(found, one, letters) for one in found.items),
        products=tuple(product(found, one) for one in rows.products(session, found)),
        changes=tuple(ChangeView(one.id, one.what, one.place) for one in found.changes),
        progress_requests=tuple(progress(found, one, letters) for one in rows.requests(session, found)),
        compensation=_of(CompensationView, decided) if decided else None,
        warnings=tuple(_warned(one) for one in findings(found, today)),
        version=row.version if row else 0,
    )


def _earlier(found: rows.Dialogue) -> tuple[EarlierSessionView, ...]:
    """Return the conversations that the tender has on record and that no session here led to."""
    planned = {seat.session_id for seats in found.seats.values() for seat in seats}
    return tuple(
        EarlierSessionView(
            id=one.id,
            candidate_name=found.names[one.candidate_id],
            round=one.round,
            held_on=one.held_on,
            topics=tuple(one.topics),
            minutes_approved_on=one.minutes_approved_on,
        )
        for one in found.tender.sessions
        if one.id not in planned
    )


def findings(found: rows.Dialogue, today: date) -> tuple[Finding, ...]:
    """Return what a reader of the whole dialogue should look at."""
    return (*telling.of_ledger(found.facts, today), *rounds.of_compensation(found.facts))


def _of(shape: type[View], row: object, **more: Any) -> View:
    """Fill a view with the columns of a row that have its names."""
    names = [name for name in shape.__struct_fields__ if name not in more]
    plain = {name: getattr(row, name) for name in names}
    return shape(**{name: _fixed(value) for name, value in plain.items()} | more)


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON


def _warned(one: Finding) -> DialogueWarning:
    return DialogueWarning(one.level, told(one.message), one.rule, one.source)


def _blocked(one: Refusal) -> DialogueWarning:
    return DialogueWarning(Level.REFUSED, told(one.message), one.rule, one.article)


def _round(found: rows.Dialogue, row: DialogueRound, documents: Iterable[FrozenDocument]) -> DialogueRoundView:
    is_open = row.opened_on is not None and row.closed_on is None
    return _of(
        DialogueRoundView,
        row,
        state=row.facts.state,
        blocked_by=tuple(_blocked(one) for one in rounds.blockers(found.facts, row.number)) if is_open else (),
        documents=tuple(_of(FrozenDocumentView, one) for one in documents),
        left_out=tuple(
            LeftOutView(one.candidate_id, found.names[one.candidate_id], one.reason, one.decided_on)
            for one in found.left_out.values()
            if one.round_id == row.id
        ),
    )


def sessions(session: Session, actor: Actor, found: rows.Dialogue) -> tuple[PlannedSessionView, ...]:
    """Return the sessions as the authority sees them; the names of experts only for who keeps records."""
    outcomes, experts = rows.outcomes(session, found), rows.experts(session, found)
    sees_names = actor == SYSTEM or actor.may_act_as(*KEEPERS)

    def seats(row: PlannedSession) -> Iterable[SessionSeatView]:
        for seat in found.seats.get(row.id, []):
            key = (row.id, seat.candidate_id)
            yield SessionSeatView(
                candidate_id=seat.candidate_id,
                name=found.names[seat.candidate_id],
                session_id=seat.session_id,
                minutes=_versions(found, *key),
                outcomes=tuple(_of(OutcomeView, one) for one in outcomes.get(key, [])),
            )

    return tuple(
        _of(
            PlannedSessionView,
            row,
            dossier_id=found.dossier_id,
            seats=tuple(seats(row)),
            experts=tuple(
                _of(ExpertView, expert, name=name if sees_names else None) for expert, name in experts.get(row.id, [])
            ),
        )
        for row in found.meetings
    )


def planned_session(session: Session, actor: Actor, dossier_id: str, planned_session_id: str) -> PlannedSessionView:
    """Return one session as the authority sees it, or refuse."""
    found = rows.dialogue(session, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    return next(one for one in sessions(session, actor, found) if one.id == row.id)


def _versions(found: rows.Dialogue, planned_session_id: str, candidate_id: str) -> tuple[MinutesView, ...]:
    newest_first = reversed(found.minutes.get((planned_session_id, candidate_id), []))
    return tuple(minutes(found, one) for one in newest_first)


def minutes(found: rows.Dialogue, row: SessionMinutes) -> MinutesView:
    """Return a version of minutes, which both sides see."""
    return _of(MinutesView, row, dossier_id=found.dossier_id, has_file=row.media_type is not None)


def item(found: rows.Dialogue, row: ToldItem, letters: dict[str, tuple[str, ...]]) -> ItemView:
    """Return a line of the ledger."""
    consent = found.consents.get(row.id)
    return _of(
        ItemView,
        row,
        dossier_id=found.dossier_id,
        candidate_name=found.names[row.candidate_id],
        is_idea=row.idea_of is not None,
        letters=letters.get(row.id, ()),
        consent=_of(ConsentView, consent) if consent else None,
    )


def one_item(session: Session, dossier_id: str, item_id: str) -> ItemView:
    """Return one line of the ledger, or refuse."""
    found = rows.dialogue(session, dossier_id)
    return item(found, rows.item_row(found, item_id), rows.letters(session, found))


def product(found: rows.Dialogue, row: DialogueProduct) -> ProductView:
    """Return a product of the dialogue."""
    return _of(ProductView, row, dossier_id=found.dossier_id)


def one_product(session: Session, dossier_id: str, product_id: str) -> ProductView:
    """Return one product of the dialogue, or refuse."""
    found = rows.dialogue(session, dossier_id)
    return product(found, rows.product_row(session, found, product_id))


def progress(found: rows.Dialogue, row: ProgressRequest, letters: dict[str, tuple[str, ...]]) -> ProgressView:
    """Return a request for a progress report, with the day by which it is answered."""
    return _of(
        ProgressView,
        row,
        dossier_id=found.dossier_id,
        candidate_name=found.names[row.candidate_id],
        due=told_date(afterwards.progress_date(row.requested_on, row.answered_on).due),
        letters=letters.get(row.id, ()),
    )


def one_request(session: Session, dossier_id: str, request_id: str) -> ProgressView:
    """Return one request for a progress report, or refuse."""
    found = rows.dialogue(session, dossier_id)
    return progress(found, rows.request_row(session, found, request_id), rows.letters(session, found))


def own(session: Session, actor: Actor, dossier_id: str) -> OwnDialogueView:
    """Return the dialogue as the participant sees it that somebody stands for; nothing of another, not even a count."""
    found = rows.dialogue(session, dossier_id)
    me = rows.own_candidate(found, actor)
    row, tender = found.announcement, found.tender
    heard = rows.heard_by(session, found, me.id)
    meetings = [one for one in found.meetings if me.id in {seat.candidate_id for seat in found.seats.get(one.id, [])}]
    return OwnDialogueView(
        dossier_id=dossier_id,
        candidate_id=me.id,
        name=me.name,
        started_on=tender.dialogue_started_on,
        closed_on=tender.dialogue_closed_on,
        reduction=row.reduction if row else False,
        reduction_criteria=row.reduction_criteria if row else "",
        joint_sessions=row.joint_sessions if row else False,
        maximum_participants=row.maximum_participants if row else None,
        rounds=tuple(_of(OwnRoundView, one, state=one.facts.state) for one in found.rounds),
        sessions=tuple(_of(OwnSessionView, one, minutes=_versions(found, one.id, me.id)) for one in meetings),
        told_to_all=tuple(_own_item(found, one, me.id) for one in found.items if one.id in heard),
        ideas=tuple(_own_item(found, one, me.id) for one in found.items if one.idea_of == me.id),
        progress_requests=tuple(
            _of(OwnProgressView, one) for one in rows.requests(session, found) if one.candidate_id == me.id
        ),
    )


def _own_item(found: rows.Dialogue, row: ToldItem, candidate_id: str) -> OwnItemView:
    """Show an item to a participant; that another consented would tell that it was an idea of one."""
    consent = found.consents.get(row.id) if row.idea_of == candidate_id else None
    return _of(OwnItemView, row, consented_at=consent.consented_at if consent else None)


def place_of(session: Session, actor: Actor, dossier_id: str) -> PlaceInDialogue:
    """Tell whether somebody stands for a participant of a dialogue here, and whether minutes wait for it."""
    if tender_of(session, dossier_id) is None:
        return PlaceInDialogue(has_part=False, minutes_to_approve=False)
    found = rows.dialogue(session, dossier_id)
    mine = rows.candidates_of(found, actor)
    if not mine or found.announcement is None:
        return PlaceInDialogue(has_part=False, minutes_to_approve=False)
    newest = [versions[-1] for (_, candidate), versions in found.minutes.items() if candidate == mine[0].id]
    waits = any(one.participant_approved_at is None for one in newest)
    return PlaceInDialogue(has_part=True, minutes_to_approve=waits)
