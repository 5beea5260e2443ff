"""Looks whether an installation is in order, and says so line by line."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.cli import soundness, surroundings
from partnerschapsakte.cli.soundness import Line
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.service.dates import wanted_dates
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.exchange.queries import signs
from partnerschapsakte.exchange.revisions import current, newest
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.settings import Settings, migrations


def diagnose(settings: Settings, engine: Engine, now: Callable[[], datetime] = clock.now) -> list[Line]:
    """Look at the database and what it holds, at the work, and at what is around it.

    Whatever cannot be looked at is wrong; the rest is looked at all the same.
    """
    version = list(_looked("De database", lambda: _version(engine)))
    if not all(line.healthy for line in version):
        return [*version, *_around(settings, needed=True)]
    return [*version, *_inside(settings, engine, now), *_around(settings, needed=_needs_key(engine))]


def _looked(name: str, look: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    try:
        yield from list(look())
    except Exception as error:  # noqa: BLE001 - what is broken may break anything that looks at it
        yield Line(healthy=False, text=f"{name}: kon niet worden nagekeken ({type(error).__name__}).")


def _version(engine: Engine) -> Iterator[Line]:
    head = newest(migrations())
    with engine.execution_options(writes=False).connect() as connection:
        found = current(connection)
    text = f"De database heeft versie {found or 'geen'}; de nieuwste is {head}. Draai zo nodig `migrate`."
    yield Line(found == head, text)


def _inside(settings: Settings, engine: Engine, now: Callable[[], datetime]) -> Iterator[Line]:
    """Look at each thing in a session of its own, at its own moment: what breaks one leaves the next alone."""
    keys = surroundings.keyring(settings)
    public_key = keys.public_key if keys else None
    looks: dict[str, Callable[[Session], Iterator[Line]]] = {
        "De opbouw van de database": soundness.database,
        "De bestanden": soundness.files,
        "De agenda": lambda session: _agenda(session, now()),
        "De rechten": lambda session: _rights(session, now()),
        "Het journaal": lambda session: soundness.chain(session, public_key, settings.checkpoint_folder),
        "De controlepunten": lambda session: soundness.checkpoint(
            signs(session), now(), leaves=settings.checkpoints_leave
        ),
        "De klok": lambda session: soundness.clock(session, signs(session), now()),
        "Het werk": lambda session: surroundings.work(signs(session), now()),
    }
    for name, look in looks.items():
        yield from _looked(name, lambda look=look: _in_a_session(engine, look))


def _in_a_session(engine: Engine, look: Callable[[Session], Iterator[Line]]) -> Iterator[Line]:
    with reading(engine)() as session:
        yield from look(session)


def _agenda(session: Session, now: datetime) -> Iterator[Line]:
    today = clock.local_date(now)
    alone = dossiers.without_addressee(session)
    yield Line(not alone, f"Dossiers zonder bereikbare contractmanager: {len(alone)}.")
    wrong = [
        f"{agreement.title}: {', '.join(keys)}"
        for agreement in contracts.all_agreements(session)
        if not agreement.follows_base
        and agreement.dossier_id not in alone
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


def _rights(session: Session, now: datetime) -> Iterator[Line]:
    due = access.is_review_due(session, clock.local_date(now))
    yield Line(not due, f"De jaarlijkse beoordeling van de rechten: {'over tijd' if due else 'bij'}.")


def _around(settings: Settings, *, needed: bool) -> Iterator[Line]:
    yield from surroundings.mail(settings)
    yield from _looked("De schijf", lambda: surroundings.disk(settings))
    yield from _looked("Het sleutelbestand", lambda: surroundings.key(settings, needed=needed))
    yield from surroundings.office()


def _needs_key(engine: Engine) -> bool:
    """Tell whether anything in the database was wrapped or signed by the key of this installation."""
    try:
        with reading(engine)() as session:
            found = signs(session)
    except SQLAlchemyError:
        return True
    return found.last_checkpoint_at is not None or found.wrapped > 0
