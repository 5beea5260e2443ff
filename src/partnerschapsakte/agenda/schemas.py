"""The shape in which a milestone leaves this room."""

from datetime import date

from msgspec import Struct

from partnerschapsakte.agenda.rules import MilestoneKind, MilestoneState
from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation.sentences import Sentence


class MilestoneView(Struct, frozen=True, kw_only=True):
    """One date that matters, as it stands on a day; ``due`` can explain itself."""

    id: str
    dossier_id: str
    subject: str
    key: str
    kind: MilestoneKind
    title: Sentence
    due: Explained
    state: MilestoneState
    owner_id: str
    deputy_id: str | None
    budget_holder_id: str | None
    mailbox: str
    first_on: date
    next_on: date | None
    quiet_until: date | None
    done_on: date | None
    reason: Sentence | None
    sequence: int

    @property
    def on(self) -> date:
        """The last day on which it can be done in time."""
        return self.due.on
