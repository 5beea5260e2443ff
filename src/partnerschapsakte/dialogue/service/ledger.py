"""Keeps the equal-information ledger: what one was told is classified, and goes to all where it is for all."""

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.dialogue.models import ItemConsent, ToldItem
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import happened
from partnerschapsakte.dialogue.rules import telling as rules
from partnerschapsakte.dialogue.rules.facts import LetterPurpose
from partnerschapsakte.dialogue.schemas.commands import ClassifyItem, ConsentToItem, TellItem
from partnerschapsakte.dialogue.service.desk import hash_of, note, opened, to_all, unless, write_to
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import why_not_overwrite


def tell_item(session: Session, occasion: Occasion, dossier_id: str, command: TellItem) -> ToldItem:
    """Write down what one participant was told or told us, and for whom it is."""
    found = opened(session, occasion.actor, dossier_id)
    idea_of = command.candidate_id if command.is_idea else None
    unless(
        rules.why_not_tell(
            found.facts, command.round, command.candidate_id, idea_of, command.told_on, today=occasion.today
        )
        or rules.why_not_classify_as(command.sharing, command.reason, command.deliver_by)
    )
    plain = command.model_dump(exclude={"is_idea"})
    item = ToldItem(
        id=occasion.ids(),
        tender_id=found.tender.id,
        idea_of=idea_of,
        sha256=hash_of(command.text),
        recorded_at=occasion.recorded_at,
        **plain,
    )
    session.add(item)
    fact = happened.ItemTold(
        subject=item.id,
        round=item.round,
        candidate=item.candidate_id,
        sharing=item.sharing,
        deliver_by=item.deliver_by,
        idea_of=idea_of,
        sha256=item.sha256,
    )
    note(session, occasion, found, fact)
    return item


def classify_item(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    item_id: str,
    command: ClassifyItem,
    *,
    version: int | None = None,
) -> ToldItem:
    """Say anew for whom an item is; ``version`` of it is the one that was read."""
    found = opened(session, occasion.actor, dossier_id)
    item = rows.item_row(found, item_id)
    unless(
        why_not_overwrite(version, item.version)
        or rules.why_not_classify(found.facts, found.item_facts(item))
        or rules.why_not_classify_as(command.sharing, command.reason, command.deliver_by)
    )
    item.sharing, item.reason, item.deliver_by = command.sharing, command.reason, command.deliver_by
    fact = happened.ItemClassified(subject=item.id, sharing=item.sharing, deliver_by=item.deliver_by)
    note(session, occasion, found, fact)
    return item


def deliver_item(session: Session, occasion: Occasion, dossier_id: str, item_id: str) -> ToldItem:
    """Send an item to everybody who is in, by a letter to each, at one moment."""
    found = opened(session, occasion.actor, dossier_id)
    item = rows.item_row(found, item_id)
    left_out = rows.unreached(session, found, occasion.today)
    unless(rules.why_not_deliver(found.facts, found.item_facts(item), unreached=left_out))
    texts = to_all(found, item.title, item.text)
    letters = write_to(session, occasion, found, texts, LetterPurpose.DELIVERY, item.id)
    item.delivered_at = occasion.happened_at
    note(session, occasion, found, happened.ItemDelivered(subject=item.id, sha256=item.sha256, letters=letters))
    return item


def consent_to_item(
    session: Session, occasion: Occasion, dossier_id: str, item_id: str, command: ConsentToItem
) -> ToldItem:
    """Record that whose idea it is consents to sharing exactly this item: by itself, or shown by a letter."""
    by_participant = stands_for_party(occasion.actor)
    if by_participant:
        found = rows.dialogue(session, dossier_id, for_update=True)
        item = rows.own_idea(found, item_id, rows.own_candidate(found, occasion.actor).id)
    else:
        found = opened(session, occasion.actor, dossier_id)
        item = rows.item_row(found, item_id)
    facts = found.item_facts(item)
    unless(rules.why_not_consent(facts, by_participant=by_participant, proof=command.proof))
    consent = ItemConsent(
        item_id=item.id,
        sha256=item.sha256,
        consented_by=occasion.actor.id,
        proof="" if by_participant else command.proof,
        consented_at=occasion.happened_at,
    )
    session.add(consent)
    fact = happened.ConsentGiven(
        subject=item.id, candidate=facts.idea_of or "", sha256=item.sha256, by_participant=by_participant
    )
    note(session, occasion, found, fact)
    return item
