"""The occasion of a change: who acts, when it happened, when it is written down, and where new ids come from."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.identity import Ids, random_id


@dataclass(frozen=True, slots=True)
class Occasion:
    """Every service function takes one, right after the session.

    Rules judge by ``happened_at``; ``recorded_at`` is the server's clock. They differ only where a case file
    or an import tells of the past, and the journal says so. ``origin`` says where the act came from: ``web 192.0.2.1``.
    """

    actor: Actor
    happened_at: datetime
    recorded_at: datetime
    ids: Ids = random_id
    origin: str = ""

    @property
    def today(self) -> date:
        """The date in Amsterdam on which it happened."""
        return local_date(self.happened_at)

    @property
    def tells_of_the_past(self) -> bool:
        """Tell whether it happened on an earlier day than the one on which it is written down."""
        return self.today < local_date(self.recorded_at)

    def by(self, actor: Actor) -> "Occasion":
        """Return the same occasion with another actor."""
        return replace(self, actor=actor)
