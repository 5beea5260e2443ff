"""Letters about a dossier, between the authority and a candidate or to all candidates; a letter never changes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.foundation.database import Table


class Letter(Table):
    """One letter; ``party_id`` is the candidate that it is to or from, None where it is to all candidates."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_sent", "dossier_id", "sent_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str]
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    from_party: Mapped[bool]
    author_id: Mapped[str]
    author_name: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    sent_at: Mapped[datetime]
