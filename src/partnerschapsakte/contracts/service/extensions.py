"""Decides on extensions, sends their notices, proves receipt, and records what lapsed."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import (
    Agreement,
    ExtensionContinuation,
    ExtensionDecision,
    ExtensionNotice,
    LapsedOption,
    NoticeReceipt,
)
from partnerschapsakte.contracts.rules import extension, notice
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import Relation, TermInForce
from partnerschapsakte.contracts.schemas import (
    ContinueAnyway,
    DecideExtension,
    ForProvider,
    ProveReceipt,
    SendNotice,
)
from partnerschapsakte.contracts.service.dates import keep_dates
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import Owed, record

ISSUE_LETTER = "contracts.issue_extension_letter"
"""The task of a worker after a decision to extend: make its letter."""


def decide_extension(
    session: Session, occasion: Occasion, agreement_id: str, point: int, command: DecideExtension
) -> Agreement:
    """Decide on one option for one provider, or for every provider of this authority."""
    agreement, term = _governing(session, occasion, agreement_id)
    for relation in _relations(term, command):
        proposed = proposal(point, relation, command)
        decided = extension.decide_extension(agreement.id, term, proposed, actor=occasion.actor, today=occasion.today)
        agreement.decisions.append(_decision(occasion, decided))
        _record(session, occasion, agreement, decided, owing=_letter(agreement, decided))
    keep_dates(session, occasion, agreement)
    return agreement


def send_notice(session: Session, occasion: Occasion, agreement_id: str, point: int, command: SendNotice) -> Agreement:
    """Record that the notice of an extension was sent."""
    agreement, term = _governing(session, occasion, agreement_id)
    for relation in _relations(term, command, point):
        sent = notice.send_notice(
            agreement.id,
            term,
            point,
            relation,
            command.sent_on,
            command.channel,
            actor=occasion.actor,
            today=occasion.today,
        )
        _row(agreement, point, relation).notice = ExtensionNotice(sent_on=sent.sent_on, channel=sent.channel)
        _record(session, occasion, agreement, sent)
    keep_dates(session, occasion, agreement)
    return agreement


def prove_receipt(
    session: Session, occasion: Occasion, agreement_id: str, point: int, command: ProveReceipt
) -> Agreement:
    """Record the receipt of a notice, which extends the term; the proof may be filed after the last notice day."""
    agreement, term = _governing(session, occasion, agreement_id)
    for relation in _relations(term, command, point):
        proven = notice.prove_receipt(
            agreement.id,
            term,
            point,
            relation,
            command.received_on,
            command.proof,
            actor=occasion.actor,
            today=occasion.today,
        )
        sent = _row(agreement, point, relation).notice
        if sent is not None:
            sent.receipt = NoticeReceipt(received_on=proven.received_on, proof=proven.proof)
        _record(session, occasion, agreement, proven)
    keep_dates(session, occasion, agreement)
    return agreement


def continue_anyway(
    session: Session, occasion: Occasion, agreement_id: str, point: int, command: ContinueAnyway
) -> Agreement:
    """Go on after a missed notice day: a mandate holder states the ground and the risk (rule 46)."""
    agreement, term = _governing(session, occasion, agreement_id)
    for relation in _relations(term, command):
        went_on = notice.continue_anyway(
            agreement.id,
            term,
            point,
            relation,
            command.ground,
            command.risk,
            actor=occasion.actor,
            today=occasion.today,
        )
        agreement.continuations.append(
            ExtensionContinuation(
                point=point,
                authority_id=went_on.authority_id,
                provider_id=went_on.provider_id,
                ground=went_on.ground,
                risk=went_on.risk,
                decided_on=went_on.decided_on,
                decided_by=went_on.decided_by,
            )
        )
        _record(session, occasion, agreement, went_on)
    keep_dates(session, occasion, agreement)
    return agreement


def record_lapses(session: Session, occasion: Occasion) -> int:
    """Record every option that has lapsed since the last sweep, once; return how many."""
    return sum(record_lapses_of(session, occasion, agreement.id) for agreement in queries.all_agreements(session))


def record_lapses_of(session: Session, occasion: Occasion, agreement_id: str) -> int:
    """Record every option of one agreement that has lapsed, once; return how many."""
    agreement = queries.agreement(session, agreement_id)
    return sum(1 for _ in _lapses(session, occasion, agreement))


def proposal(point: int, relation: Relation, command: DecideExtension) -> extension.Proposed:
    """Return the command as the rules see it, for one relation."""
    elsewhere = None
    if command.decided_elsewhere and command.body and command.decided_on and command.case_number and command.file:
        elsewhere = extension.Elsewhere(command.body, command.decided_on, command.case_number, command.file)
    return extension.Proposed(point, relation, command.choice, command.reason, elsewhere, command.without_evaluation)


def _lapses(session: Session, occasion: Occasion, agreement: Agreement) -> Iterator[Fact]:
    if agreement.follows_base:
        return
    new = [
        lapsed
        for lapsed in notice.lapsed_options(agreement.id, agreement.term_in_force(occasion.today), occasion.today)
        if session.get(LapsedOption, (agreement.id, lapsed.point, lapsed.authority_id, lapsed.provider_id)) is None
    ]
    for lapsed in new:
        session.add(
            LapsedOption(
                agreement_id=agreement.id,
                point=lapsed.point,
                authority_id=lapsed.authority_id,
                provider_id=lapsed.provider_id,
                lapsed_on=occasion.today,
            )
        )
        _record(session, occasion, agreement, lapsed)
        yield lapsed
    if new:
        keep_dates(session, occasion, agreement)


def _governing(session: Session, occasion: Occasion, agreement_id: str) -> tuple[Agreement, TermInForce]:
    """Return the agreement that decides, locked, and its term: for one that follows its base, the base agreement."""
    agreement = queries.agreement(session, agreement_id, for_update=True).governing
    return agreement, agreement.term_in_force(occasion.today)


def _relations(term: TermInForce, command: ForProvider, point: int | None = None) -> tuple[Relation, ...]:
    """Return the relations that a command is about; for a notice, those that were decided to be extended."""
    if command.provider_id:
        return (Relation(command.authority_id, command.provider_id),)
    found = tuple(relation for relation in term.relations if relation.authority_id == command.authority_id)
    if point is not None:
        extended = tuple(r for r in found if (d := term.decision(r, point)) and d.choice is Choice.EXTEND)
        found = extended or found
    if not found:
        raise Refusal(
            Why.NOT_FOUND,
            "relation_unknown",
            say("This authority and this provider are not both parties of the agreement."),
            remedy=say("Choose a party of this agreement."),
        )
    return found


def _row(agreement: Agreement, point: int, relation: Relation) -> ExtensionDecision:
    return next(row for row in agreement.decisions if row.point == point and row.decided.relation == relation)


def _decision(occasion: Occasion, decided: extension.ExtensionDecided) -> ExtensionDecision:
    return ExtensionDecision(
        id=occasion.ids(),
        point=decided.point,
        authority_id=decided.authority_id,
        provider_id=decided.provider_id,
        choice=decided.choice,
        reason=decided.reason,
        decided_on=decided.decided_on,
        decided_by=decided.decided_by,
        body=decided.body,
        case_number=decided.case_number,
        file=decided.file,
        without_evaluation=decided.without_evaluation,
    )


def _letter(agreement: Agreement, decided: extension.ExtensionDecided) -> tuple[Owed, ...]:
    """Return the letter that a decision to extend owes, where the texts of the deed are on record."""
    if decided.choice is not Choice.EXTEND or not agreement.content:
        return ()
    key = f"letter:{decided.subject}:{decided.point}:{decided.authority_id}:{decided.provider_id}"
    return (Owed(ISSUE_LETTER, key, {"agreement_id": decided.subject, "point": decided.point}),)


def _record(
    session: Session, occasion: Occasion, agreement: Agreement, fact: Fact, owing: tuple[Owed, ...] = ()
) -> None:
    session.flush()
    record(session, occasion, fact, dossier_id=agreement.dossier_id, owing=owing)
