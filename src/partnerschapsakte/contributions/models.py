"""What experts by experience said, and the scan of the paper on which they said it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.foundation.database import Table


class Contribution(Table):
    """One filled-in form. ``label`` stands for the person, whose name is nowhere here.

    It never changes; who entered it can withdraw it, and then nobody is shown what it says.
    """

    __tablename__ = "contribution"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(index=True)
    label: Mapped[str]
    about: Mapped[str]
    given_on: Mapped[date]
    went_well: Mapped[str]
    could_be_better: Mapped[str]
    matters_most: Mapped[str]
    may_quote: Mapped[bool]
    companion_id: Mapped[str]
    companion_name: Mapped[str]
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None]


class ContributionScan(Table):
    """The paper of a contribution, apart: fewer people see it than read the text."""

    __tablename__ = "contribution_scan"

    contribution_id: Mapped[str] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
