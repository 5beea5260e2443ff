"""Writes to experts by experience what was done with what they said: in plain Dutch, to all and about nobody."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from partnerschapsakte.contributions.schemas import ContributionView
from partnerschapsakte.dialogue.models import DialogueProduct
from partnerschapsakte.dialogue.queries.rows import Dialogue
from partnerschapsakte.dialogue.rules.facts import ProductState
from partnerschapsakte.dialogue.word.papers import authorities_of, cover_of
from partnerschapsakte.documents.rules.wording import plain
from partnerschapsakte.dossiers.schemas import DossierView

LETTER: Final = "input_letter"
TITLE: Final = "Wat wij met uw inbreng deden"
NOT_YET = "Wij praten nog. Daarom kunnen wij nu nog niet zeggen wat wij veranderen. U krijgt later weer een brief."
NOTHING = "Wij veranderden niets in onze plannen. Wilt u weten waarom? Vraag het ons."
GOES_ON = "De gesprekken gaan nog door. Als wij klaar zijn, schrijven wij u weer."
CLOSED = "De gesprekken zijn klaar. Nu mogen organisaties een plan insturen. Daarna kiezen wij wie de hulp geeft."


def content_of(
    found: Dialogue,
    dossier: DossierView,
    said: Sequence[ContributionView],
    products: Iterable[DialogueProduct],
    today: Any,
) -> dict[str, Any]:
    """Return the data of the template ``input_letter``.

    No label, no companion, no participant: quotes only of who said that documents may quote them, and of the products
    only those that are of no participant alone.
    """
    there = [one for one in said if one.withdrawn_at is None]
    closed = found.tender.dialogue_closed_on is not None
    changes = [plain(one.what) for one in found.changes]
    return {
        "cover": cover_of(found, today) | {"status": "final"},
        "count": len(there),
        "one": len(there) == 1,
        "subjects": sorted({plain(one.about) for one in there}),
        "quotes": [plain(text) for one in there if one.may_quote for text in _quotable(one)],
        "changes": changes,
        "no_changes": "" if changes else NOTHING if closed else NOT_YET,
        "products": [plain(one.title) for one in products if _is_told(one)],
        "next": CLOSED if closed else GOES_ON,
        "mailbox": dossier.role_mailbox,
        "authorities": authorities_of(dossier),
    }


def _quotable(one: ContributionView) -> list[str]:
    return [text for text in (one.went_well, one.could_be_better, one.matters_most) if text.strip()]


def _is_told(one: DialogueProduct) -> bool:
    return one.candidate_id is None and one.state is ProductState.AGREED
