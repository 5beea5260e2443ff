"""Where the pages are, in the database of the bundled cases."""

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.reminders.models import Digest

FORMS = ("planning", "evaluatie", "besluit", "aanzegging", "ontvangst", "doorgaan")


@dataclass(frozen=True)
class House:
    """The addresses of the pages, by a name that a person knows them by."""

    pages: dict[str, str]

    @classmethod
    def of(cls, engine: Engine) -> "House":
        """Look them up."""
        with Session(engine) as session:
            dossier = session.scalars(select(Dossier).where(Dossier.case_name == "exemplum-jeugdhulp")).one()
            agreement = session.scalars(
                select(Agreement).where(Agreement.dossier_id == dossier.id, Agreement.key == "linde")
            ).one()
            open_dates = select(Milestone).where(Milestone.settled_at.is_(None), Milestone.subject == agreement.id)
            date = session.scalars(open_dates.order_by(Milestone.on, Milestone.id)).first()
            mail = session.scalars(select(Digest).where(Digest.text.is_not(None)).order_by(Digest.day.desc())).first()
        assert date
        point = f"/akten/{agreement.id}/verlenging/1"
        pages = {
            "overzicht": "/",
            "dossiers": "/dossiers",
            "dossier": f"/dossiers/{dossier.id}",
            "akte": f"/akten/{agreement.id}",
            "datum": f"/data/{date.id}",
            "berichten": "/berichten",
            "niet-gevonden": "/bestaat-niet",
        }
        pages |= {f"formulier-{form}": f"{point}/{form}" for form in FORMS}
        if mail:
            pages["bericht"] = f"/berichten/{mail.id}"
        return cls(pages)
