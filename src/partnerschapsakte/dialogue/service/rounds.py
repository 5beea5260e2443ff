"""Announces the dialogue, invites to its rounds, opens and closes them, and leaves participants out between them."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.dialogue.models import (
    DialogueAnnouncement,
    DialogueReduction,
    DialogueRound,
    FrozenDocument,
)
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import announcing, happened
from partnerschapsakte.dialogue.rules import rounds as rules
from partnerschapsakte.dialogue.rules.facts import AnnouncedRound, Announcement, LetterPurpose
from partnerschapsakte.dialogue.rules.warnings import why_not_pass
from partnerschapsakte.dialogue.schemas.commands import (
    AnnounceDialogue,
    CloseRound,
    InviteToRound,
    OpenRound,
    ReduceParticipants,
)
from partnerschapsakte.dialogue.service.desk import note, opened, rules_of, to_all, unless, write_to
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import why_not_overwrite
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.service.course import let_lead


def announce(
    session: Session, occasion: Occasion, dossier_id: str, command: AnnounceDialogue, *, version: int | None = None
) -> None:
    """Write down what all may count on; ``version`` of the announcement is the one that was read, 0 for none."""
    found = opened(session, occasion.actor, dossier_id)
    unless(why_not_overwrite(version, found.announcement.version if found.announcement else 0))
    wanted = Announcement(
        rounds=tuple(
            AnnouncedRound(number=number, topics=one.topics, starts_on=one.starts_on, ends_on=one.ends_on)
            for number, one in enumerate(command.rounds, start=1)
        ),
        reduction=command.reduction,
        reduction_criteria=command.reduction_criteria,
        joint_sessions=command.joint_sessions,
        maximum_participants=command.maximum_participants,
    )
    unless(announcing.why_not_announce(found.facts, wanted))
    plain = command.model_dump(include={"reduction", "reduction_criteria", "joint_sessions", "maximum_participants"})
    fact = happened.DialogueAnnounced(subject=found.tender.id, rounds=wanted.rounds, **plain)
    _write_down(session, occasion, found, wanted, plain)
    note(session, occasion, found, fact)
    let_lead(session, occasion, dossier_id, LeadingRoom.DIALOGUE)


def _write_down(
    session: Session, occasion: Occasion, found: rows.Dialogue, wanted: Announcement, plain: dict[str, object]
) -> None:
    session.execute(delete(DialogueRound).where(DialogueRound.tender_id == found.tender.id))
    row = found.announcement
    if row is None:
        row = DialogueAnnouncement(tender_id=found.tender.id, **plain)
        session.add(row)
    else:
        for name, value in plain.items():
            setattr(row, name, value)
        row.revision += 1
    session.add_all(
        DialogueRound(
            id=occasion.ids(),
            tender_id=found.tender.id,
            number=one.number,
            topics=list(one.topics),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in wanted.rounds
    )


def invite(session: Session, occasion: Occasion, dossier_id: str, number: int, command: InviteToRound) -> None:
    """Invite all who are in to a round: one act, one moment, a letter to each; or nobody."""
    found = opened(session, occasion.actor, dossier_id)
    left_out = rows.unreached(session, found, occasion.today)
    unless(rules.why_not_invite(found.facts, number, unreached=left_out))
    findings = rules.of_invitation(found.facts)
    unless(why_not_pass(findings, command.passed_because))
    row = rows.round_row(found, number)
    texts = to_all(found, command.title, command.text)
    fact = happened.RoundInvited(
        subject=found.tender.id,
        round=number,
        candidates=tuple(texts),
        letters=write_to(session, occasion, found, texts, LetterPurpose.INVITATION, row.id),
        warned_of=rules_of(findings),
        passed_because=command.passed_because or "",
    )
    row.invited_at = occasion.happened_at
    note(session, occasion, found, fact)


def open_round(session: Session, occasion: Occasion, dossier_id: str, number: int, command: OpenRound) -> None:
    """Record the first day of a round."""
    found = opened(session, occasion.actor, dossier_id)
    unless(rules.why_not_open(found.facts, number, command.opened_on, today=occasion.today))
    rows.round_row(found, number).opened_on = command.opened_on
    fact = happened.RoundOpened(subject=found.tender.id, round=number, opened_on=command.opened_on)
    note(session, occasion, found, fact)


def close_round(session: Session, occasion: Occasion, dossier_id: str, number: int, command: CloseRound) -> None:
    """Close a round with its reason, and freeze the documents by which it was held."""
    found = opened(session, occasion.actor, dossier_id)
    unless(rules.why_not_close(found.facts, number, command.closed_on, today=occasion.today))
    findings = rules.of_closing(found.facts, number)
    unless(why_not_pass(findings, command.passed_because))
    row, documents = rows.round_row(found, number), rows.document_set(session, found, number)
    fact = happened.RoundClosed(
        subject=found.tender.id,
        round=number,
        closed_on=command.closed_on,
        reason=command.reason,
        documents=tuple(happened.Frozen(kind=kind, item=item, sha256=sha256) for kind, item, _, sha256 in documents),
        warned_of=rules_of(findings),
        passed_because=command.passed_because or "",
    )
    row.closed_on, row.closing_reason, row.passed_because = fact.closed_on, fact.reason, fact.passed_because
    session.add_all(
        FrozenDocument(round_id=row.id, position=place, kind=kind, item_id=item, title=title, sha256=sha256)
        for place, (kind, item, title, sha256) in enumerate(documents, start=1)
    )
    note(session, occasion, found, fact)


def reduce(session: Session, occasion: Occasion, dossier_id: str, number: int, command: ReduceParticipants) -> None:
    """Let participants not go on after a round, each told why in a letter of its own."""
    found = opened(session, occasion.actor, dossier_id)
    ids = [one.candidate_id for one in command.dropped]
    left_out = rows.unreached(session, found, occasion.today, [one for one in ids if one in found.names])
    unless(rules.why_not_reduce(found.facts, number, ids, unreached=left_out))
    findings = rules.of_reduction(found.facts, ids)
    unless(why_not_pass(findings, command.passed_because))
    row = rows.round_row(found, number)
    texts = {one.candidate_id: (REDUCTION_TITLE, one.reason) for one in command.dropped}
    fact = happened.ParticipantsReduced(
        subject=found.tender.id,
        round=number,
        decided_on=command.decided_on,
        candidates=tuple(ids),
        letters=write_to(session, occasion, found, texts, LetterPurpose.REDUCTION, row.id),
        warned_of=rules_of(findings),
        passed_because=command.passed_because or "",
    )
    session.add_all(
        DialogueReduction(
            candidate_id=one.candidate_id, round_id=row.id, reason=one.reason, decided_on=command.decided_on
        )
        for one in command.dropped
    )
    note(session, occasion, found, fact)


REDUCTION_TITLE = "U gaat niet door naar de volgende ronde van de dialoog"
"""Letters are Dutch, as every document is."""
