"""The organisations that can be a party: authorities and providers, with what a deed must say of them."""

from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.foundation.database import Table
from partnerschapsakte.parties.rules import PartyKind


class Party(Table):
    """One organisation. For a municipality ``name`` is its name without "gemeente": ``Utrecht``."""

    __tablename__ = "party"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[PartyKind]
    name: Mapped[str]
    legal_form: Mapped[str]
    seat: Mapped[str]
    street_address: Mapped[str]
    postal_code: Mapped[str]
    town: Mapped[str]
    kvk_number: Mapped[str] = mapped_column(unique=True)
    municipality_code: Mapped[str | None]
    represented_by: Mapped[str]
    representative_function: Mapped[str]
    representation_basis: Mapped[str]
    email: Mapped[str]
    invented: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name
