"""Looks whether an installation is in order, and says so line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.service.dates import wanted_dates
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.gateways.office import office_available
from partnerschapsakte.journal import queries as journal
from partnerschapsakte.settings import Settings, migrations


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at, and whether it is in order."""

    healthy: bool
    text: str


def diagnose(settings: Settings, engine: Engine) -> list[Line]:
    """Look at the database, the agenda, the mail and the tools."""
    version = _version(engine)
    if not version.healthy:
        return [version]
    with reading(engine)() as session:
        return [version, *_agenda(session), *_work(session), *_surroundings(settings)]


def _version(engine: Engine) -> Line:
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    text = f"De database heeft versie {current or 'geen'}; de nieuwste is {head}. Draai zo nodig `migrate`."
    return Line(current == head, text)


def _agenda(session: Session) -> Iterator[Line]:
    today = clock.local_date(clock.now())
    wrong = [
        f"{agreement.title}: {', '.join(keys)}"
        for agreement in contracts.all_agreements(session)
        if not agreement.follows_base
        and (
            keys := agenda.differences(
                session,
                agreement.id,
                wanted_dates(session, agreement, today),
                dossiers.circle(session, agreement.dossier_id),
            )
        )
    ]
    yield Line(not wrong, f"Data in de agenda die afwijken van de akten: {'; '.join(wrong) or 'geen'}.")
    lost = agenda.never_reminded(session)
    yield Line(not lost, f"Open data zonder volgende herinnering: {len(lost)}.")
    alone = dossiers.without_addressee(session)
    yield Line(not alone, f"Dossiers zonder bereikbare contractmanager: {len(alone)}.")


def _work(session: Session) -> Iterator[Line]:
    stuck = journal.parked(session)
    yield Line(not stuck, f"Werk dat vijf keer mislukte en wacht op een mens: {len(stuck)}.")


def _surroundings(settings: Settings) -> Iterator[Line]:
    if settings.demo:
        yield Line(healthy=True, text="Mail: dit is een demo, er gaat geen mail uit.")
    else:
        yield Line(
            bool(settings.smtp_host), f"Mailserver: {settings.smtp_host or 'niet ingesteld, mail blijft wachten'}."
        )
    has_office = office_available()
    yield Line(healthy=True, text=f"LibreOffice voor PDF: {'gevonden' if has_office else 'niet gevonden, geen PDF'}.")
