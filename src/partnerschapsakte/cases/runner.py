"""Runs a case file: checks it, plays it in memory up to a day, and writes what it comes to."""

import importlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.orm import Session

import partnerschapsakte
from partnerschapsakte.agenda import feed
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.cases import outputs
from partnerschapsakte.cases.checking import check
from partnerschapsakte.cases.findings import Found, FoundKind, Place, in_order
from partnerschapsakte.cases.loader import opened_on, play
from partnerschapsakte.cases.loading.stage import Stage
from partnerschapsakte.cases.notes import notes
from partnerschapsakte.cases.reading import Source
from partnerschapsakte.cases.summary import summary
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.overview.rules.timeline import draw
from partnerschapsakte.overview.schemas import timeline_of
from partnerschapsakte.reminders.service import sweep_through

HOST = "partnerschapsakte.invalid"
Convert: TypeAlias = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
Progress: TypeAlias = Callable[[Sentence, float], None]


@dataclass(frozen=True, slots=True)
class Run:
    """How a case is run: up to which day, with which templates, in which language, and how to make PDFs."""

    as_of: date
    template_root: Path | None
    locale: str = language.DUTCH
    convert: Convert | None = None
    progress: Progress = lambda _sentence, _share: None


def rehearse(source: Source, run: Run) -> list[Found]:
    """Check a file and play it in memory, without leaving anything; return everything that was found."""
    with _database() as session:
        return _played(session, source, run)[1]


def run_case(source: Source, folder: Path, run: Run) -> list[Found]:
    """Run a case into a folder; where anything is wrong or refused, the folder stays as it was."""
    with _database() as session:
        stage, found = _played(session, source, run)
        if stage is None or any(one.kind in {FoundKind.ERROR, FoundKind.REFUSED} for one in found):
            return found
        run.progress(say("Writing the results"), 0.9)
        with outputs.filled(folder) as making:
            found += _write(session, stage, making, run, found)
        return found


def _played(session: Session, source: Source, run: Run) -> tuple[Stage | None, list[Found]]:
    run.progress(say("Checking the case file"), 0.0)
    checked, found = check(source, run.as_of)
    if checked.case is None:
        return None, found
    stage = Stage(session, checked, checked.case, noon, run.template_root, found=list(found))
    first = min(opened_on(checked.case), run.as_of)
    days = max(1, (run.as_of - first).days)

    def sweep(day: date) -> None:
        run.progress(say("Playing the case: {day}", day=day), 0.1 + 0.8 * (day - first).days / days)
        sweep_through(session, stage.occasion("sweeps", day), day)

    play(stage, run.as_of, sweep=sweep)
    return stage, in_order(stage.found)


def _write(session: Session, stage: Stage, folder: Path, run: Run, found: Sequence[Found]) -> list[Found]:
    """Fill the folder; return what is to be known of how that went."""
    views = documents.documents_of(session, dossier_id=stage.dossier_id)
    bodies = {view.file_name: documents.word_file(session, view.id).body for view in views}
    (folder / outputs.DOCUMENTS).mkdir()
    for name, body in bodies.items():
        (folder / outputs.DOCUMENTS / name).write_bytes(body)
    missing = _pdfs(folder / outputs.DOCUMENTS, bodies, run)
    told = summary(
        session,
        stage.dossier_id,
        as_of=run.as_of,
        generated_by=f"partnerschapsakte {version('partnerschapsakte')}",
        documents=views,
        findings=[*(_as_finding(one) for one in (*found, *missing)), *notes(stage)],
        locale=run.locale,
    )
    texts = {
        outputs.SUMMARY: outputs.as_json(told),
        "milestones.csv": outputs.as_csv(told["milestones"]),
        "timeline.svg": _timeline(session, stage, run),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    milestones = agenda.of_dossier(session, stage.dossier_id, run.as_of)
    calendar = feed.calendar(milestones, host=HOST, stamped_at=noon(run.as_of), locale=run.locale)
    (folder / "agenda.ics").write_bytes(calendar)
    return missing


def _timeline(session: Session, stage: Stage, run: Run) -> str:
    own = [one for one in contracts.agreements(session, stage.dossier_id) if not one.follows_base]
    pictures = [
        draw(
            timeline_of(
                f"term-{number}", one.title, contracts.term_view(session, one, run.as_of), run.as_of, run.locale
            )
        )
        for number, one in enumerate(own, start=1)
    ]
    return outputs.stacked(pictures, stage.case.dossier.title)


def _pdfs(folder: Path, bodies: Mapping[str, bytes], run: Run) -> list[Found]:
    """Write the PDFs, where they were asked for; without LibreOffice, say so."""
    if run.convert is None:
        return []
    run.progress(say("Making PDFs"), 0.95)
    made = run.convert(bodies)
    for name, body in made.items():
        (folder / name).with_suffix(".pdf").write_bytes(body)
    lost = sorted(set(bodies) - set(made))
    message = say("No PDF was made of {names}: LibreOffice is missing or failed.", names=", ".join(lost))
    return [Found(kind=FoundKind.WARNING, place=Place("", 0, 0, outputs.DOCUMENTS), message=message)] if lost else []


def _as_finding(found: Found) -> Finding:
    level = Level.REFUSED if found.kind is FoundKind.ERROR else Level(found.kind.value)
    return Finding(level=level, message=found.message, rule=found.rule, source=found.article, where=found.place.in_file)


@contextmanager
def _database() -> Generator[Session, None, None]:
    """Give a database in memory that nobody sees and that leaves nothing."""
    _know_every_table()
    engine = connect("sqlite://")
    try:
        Table.metadata.create_all(engine)
        with writing(engine)() as session:
            yield session
    finally:
        engine.dispose()


def _know_every_table() -> None:
    """Import the models of every room, so that the database gets every table."""
    home = Path(partnerschapsakte.__path__[0])
    for models in sorted(home.glob("*/models.py")):
        importlib.import_module(f"partnerschapsakte.{models.parent.name}.models")
