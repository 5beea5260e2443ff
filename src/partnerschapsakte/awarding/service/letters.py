"""Sends the letters about a lot: complete, to every tenderer its own, as a document too, at one moment (rule 34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.awarding import word
from partnerschapsakte.awarding.models import AwardLetter, LotAward
from partnerschapsakte.awarding.queries import awards as queries
from partnerschapsakte.awarding.queries.awards import Lot, Tender
from partnerschapsakte.awarding.rules import deciding, happened
from partnerschapsakte.awarding.rules.facts import Addressed, LotDecision
from partnerschapsakte.awarding.schemas import SendLetters
from partnerschapsakte.awarding.service.lots import hash_of, prepared, read, unless
from partnerschapsakte.correspondence import service as correspondence
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.documents.service import issue
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.rules.procedure import standstill_last_day
from partnerschapsakte.tendering.schemas import SendAwardLetter
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service.inviting import address_of


@dataclass(frozen=True, slots=True)
class _Post:
    """One lot of which the letters go out: what they share, and where templates are."""

    session: Session
    occasion: Occasion
    tender: Tender
    decided: LotAward
    announced: word.Announced
    heading: word.Heading
    templates: Path | None


def send_letters(
    session: Session, occasion: Occasion, dossier_id: str, command: SendLetters, templates: Path | None
) -> LotAward:
    """Send all letters of a lot in one act: each tenderer its own, and the standstill begins on the day after.

    Without ``templates``, as in the rehearsal of a case, no letter is printed as a document.
    """
    tender, lot, found = read(session, occasion.actor, dossier_id, command.lot)
    decided = prepared(lot, found)
    addressed = queries.addressed(session, tender, decided, occasion.today)
    sent_on = command.sent_on or occasion.today
    refusal = deciding.why_not_send(
        queries.winners(tender, decided),
        addressed,
        objections_to=command.objections_to,
        objections_by=command.objections_by,
        sent_on=sent_on,
        today=occasion.today,
    )
    unless(refusal)
    decided.objections_to, decided.objections_by = command.objections_to, command.objections_by
    announced = announced_of(tender, lot, decided, sent_on)
    post = _Post(session, occasion, tender, decided, announced, _heading(session, tender, decided, sent_on), templates)
    letters = [_send(post, one) for one in meant_for(addressed)]
    if decided.outcome is LotDecision.AWARD:
        _tell_tender(post)
    fact = happened.LettersSent(
        subject=tender.id,
        lot=lot.code,
        sent_on=sent_on,
        last_day=announced.last_day,
        letters=tuple((one.id, one.sha256) for one in letters),
    )
    decided.letters_sent_on = fact.sent_on
    record(session, occasion, fact, dossier_id=dossier_id)
    return decided


def meant_for(addressed: Iterable[Addressed]) -> list[Addressed]:
    """Return who gets a letter: whoever tendered for the lot."""
    return [one for one in addressed if one.tendered or one.wins]


def announced_of(tender: Tender, lot: Lot, decided: LotAward, sent_on: date) -> word.Announced:
    """Return what all letters of a lot have in common, if they go out on this day."""
    awards = decided.outcome is LotDecision.AWARD
    return word.Announced(
        tender=tender.title,
        lot=lot.code,
        title=lot.title,
        outcome=decided.outcome,
        decided_on=decided.decided_on,
        reason=decided.reason,
        winners=queries.winners(tender, decided),
        objections_to=decided.objections_to,
        objections_by=decided.objections_by,
        last_day=standstill_last_day(sent_on, tender.standstill_days) if awards else None,
        days=tender.standstill_days,
        basis=tender.facts.standstill_basis,
    )


def _heading(session: Session, tender: Tender, decided: LotAward, sent_on: date) -> word.Heading:
    ids = tendering.authorities(session, tender.dossier_id)
    found = parties_by_id(session, ids)
    decision = queries.decision_of(session, decided)
    return word.Heading(
        authorities=", ".join(found[one].name for one in ids),
        reference=tender.reference or tender.dossier_id,
        taken_by=word.body_in_dutch(decision.body),
        case_number=decision.case_number,
        sent_on=sent_on,
    )


def _tell_tender(post: _Post) -> None:
    """Let the tender begin the standstill."""
    sent = SendAwardLetter(
        lot=post.announced.lot,
        decided_on=post.decided.decided_on,
        sent_on=post.heading.sent_on,
        awarded=tuple(one.candidate for one in post.announced.winners),
    )
    tender_awards.send_award_letter(post.session, post.occasion, post.tender.dossier_id, sent, by=LeadingRoom.AWARD)


def _send(post: _Post, to: Addressed) -> AwardLetter:
    """Freeze the letter to one tenderer with its document, and send it, unless the platform did."""
    session, occasion, dossier_id = post.session, post.occasion, post.tender.dossier_id
    title, text = word.letter_title(post.announced)[:400], word.letter_text(post.announced, to)
    party = queries.lead_of(tendering.candidate(post.tender, to.candidate))
    letter_id = None
    if not to.reference:
        # The text is longer than what a person types; it is our own, and was checked part by part.
        command = SendLetter.model_construct(party_id=party, title=title, text=text)
        letter_id = correspondence.send_letter(session, occasion, dossier_id, command).id
    document_id = _print(post, to, party)
    session.flush()
    frozen = AwardLetter(
        id=occasion.ids(),
        dossier_id=dossier_id,
        lot_award_id=post.decided.id,
        candidate_id=to.candidate,
        party_id=party,
        title=title,
        text=text,
        sha256=hash_of(text),
        letter_id=letter_id,
        document_id=document_id,
        platform_reference=to.reference,
        sent_on=post.heading.sent_on,
        recorded_at=occasion.recorded_at,
    )
    session.add(frozen)
    return frozen


def _print(post: _Post, to: Addressed, party: str) -> str | None:
    """Issue the letter to one tenderer as a document; ``subject`` is the decision and the tenderer."""
    if post.templates is None:
        return None
    address = address_of(post.session, party)
    content = word.document_of(post.announced, post.heading, to, name=to.name, address=address)
    title = word.document_title(post.announced, to)
    document = issue(
        post.session,
        post.occasion,
        dossier_id=post.tender.dossier_id,
        subject=f"{post.decided.id}:{to.candidate}",
        kind=word.kind_of(to),
        title=title,
        about=word.plain(to.name),
        content=content,
        template_root=post.templates,
    )
    return document.id
