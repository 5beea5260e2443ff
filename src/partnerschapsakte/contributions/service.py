"""Enters what experts by experience said on paper, with the scan, and takes it back: they need no account."""

from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.contributions import queries, rules
from partnerschapsakte.contributions.models import Contribution, ContributionScan
from partnerschapsakte.contributions.schemas import EnterContribution, WithdrawContribution
from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.service import Scan, Sent, judged
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record

PAPERS = ("application/pdf", "image/png", "image/jpeg")


def enter_contribution(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    command: EnterContribution,
    sent: Sent,
    *,
    scan: Scan | None = None,
) -> Contribution:
    """Enter a form with its scan; raise FileRefused, with every finding, when the scan is not sound."""
    fact = rules.enter(
        occasion.actor,
        occasion.ids(),
        label=command.label,
        given_on=command.given_on,
        may_quote=command.may_quote,
        scan_sha256=sha256(sent.data).hexdigest(),
        today=occasion.today,
    )
    kind = judged(sent.name, sent.data, scan)
    if kind.media_type not in PAPERS:
        message = say("The scan of a form is a PDF or a photo (PNG or JPEG).")
        raise FileRefused((Finding(level=Level.REFUSED, message=message),))
    answers = command.model_dump(include={"label", "about", "given_on", "may_quote"})
    answers |= command.model_dump(include={"went_well", "could_be_better", "matters_most"})
    entered = Contribution(
        id=fact.subject,
        dossier_id=dossier_id,
        companion_id=occasion.actor.id,
        companion_name=occasion.actor.name,
        entered_at=occasion.recorded_at,
        **answers,
    )
    session.add(entered)
    session.flush()
    paper = {"media_type": kind.media_type, "sha256": fact.scan_sha256, "size": len(sent.data), "body": sent.data}
    session.add(ContributionScan(contribution_id=entered.id, **paper))
    record(session, occasion, fact, dossier_id=dossier_id)
    return entered


def withdraw_contribution(
    session: Session, occasion: Occasion, dossier_id: str, contribution_id: str, command: WithdrawContribution
) -> Contribution:
    """Take a contribution back: it stays on record that it was there and why it went, and nobody is shown the rest."""
    found, scan_sha256 = queries.contribution_to_withdraw(session, occasion.actor, dossier_id, contribution_id)
    fact = rules.withdraw(
        occasion.actor,
        found.id,
        companion=found.companion_id,
        label=found.label,
        reason=command.reason,
        scan_sha256=scan_sha256,
        withdrawn=found.withdrawn_at is not None,
    )
    found.withdrawn_at, found.withdrawal_reason = occasion.recorded_at, fact.reason
    record(session, occasion, fact, dossier_id=dossier_id)
    return found
