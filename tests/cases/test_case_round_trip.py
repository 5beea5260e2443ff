"""A dossier that is loaded, exported and loaded again is the same dossier."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from partnerschapsakte.cases.checking import bundled, opened
from partnerschapsakte.cases.exporter import export_case
from partnerschapsakte.cases.findings import FoundKind
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.cases.queries import find_dossier
from partnerschapsakte.cases.reading import Source, read
from partnerschapsakte.cases.schema.case_file import json_schema
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.reminders.models import Reminder
from partnerschapsakte.reminders.rules import ReminderState, VoidReason

AS_OF = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


def loaded(session: Session, source: Source) -> str:
    dossier_id, found = load_case(session, source, as_of=AS_OF, template_root=None, recorded_at=NOW)
    assert [str(one.message) for one in found] == []
    return dossier_id


def rows(session: Session, name: str) -> list[Any]:
    return sorted((tuple(map(str, row)) for row in session.execute(text(f'SELECT * FROM "{name}"'))), key=str)  # noqa: S608 - our own table


QUICK = {"exemplum-jeugdhulp", "utrecht-activering"}
"""Cases of few acts; the others are loaded among the slow tests."""


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in bundled()]
)
def test_load_export_load_gives_an_equal_dossier(name: str) -> None:
    content: list[dict[str, Any]] = []
    exported = opened(name).text
    for _ in range(2):
        engine = connect("sqlite://")
        Table.metadata.create_all(engine)
        with writing(engine)() as session:
            dossier_id = loaded(session, read(name, exported.encode("utf-8")))
            exported = export_case(session, dossier_id, NOW)
            content.append({table: rows(session, table) for table in inspect(session.connection()).get_table_names()})
        engine.dispose()
    first, second = content
    assert {table for table in first if first[table] != second[table]} == set()
    assert first["dossier"]


@pytest.mark.parametrize("name", bundled())
def test_the_bundled_files_and_their_exports_fit_the_published_schema(
    name: str, bundled_content: Callable[[str], dict[str, Any]]
) -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    errors = list(Draft202012Validator(schema).iter_errors(as_json_values(bundled_content(name))))
    assert [f"{list(one.absolute_path)}: {one.message}" for one in errors] == []


def as_json_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): as_json_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json_values(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.slow
def test_every_bundled_case_loads_into_one_database(engine: Engine) -> None:
    for name in bundled():
        with writing(engine)() as session:
            loaded(session, opened(name))
    with writing(engine)() as session:
        ids = {find_dossier(session, name) for name in bundled()}
    assert len(ids) == len(bundled())
    assert None not in ids


def test_a_case_that_is_there_already_is_refused(engine: Engine, damaged: Callable[..., Source]) -> None:
    with writing(engine)() as session:
        loaded(session, damaged())
    with writing(engine)() as session:
        _, found = load_case(session, damaged(), as_of=AS_OF, template_root=None, recorded_at=NOW)
        session.rollback()
    assert [str(one.message) for one in found] == ["There is already a dossier with this ocid."]


def test_reminders_of_days_before_the_loading_are_void_and_what_is_open_and_due_gets_one(
    engine: Engine, damaged: Callable[..., Source]
) -> None:
    with writing(engine)() as session:
        loaded(session, damaged())
        reminders = session.scalars(select(Reminder)).all()
    before = [one for one in reminders if one.planned_on < AS_OF]
    assert before
    assert {one.state for one in before} == {ReminderState.VOID}
    assert VoidReason.BEFORE_ENTRY in {one.reason for one in before}
    assert any(one.state is ReminderState.PLANNED and one.planned_on == AS_OF for one in reminders)


def test_what_the_case_tells_happened_on_its_day_and_was_written_down_now(
    engine: Engine, damaged: Callable[..., Source]
) -> None:
    with writing(engine)() as session:
        dossier_id = loaded(session, damaged())
        entries = session.execute(
            text("SELECT tag, happened_at, recorded_at FROM journal_entry WHERE dossier_id = :id ORDER BY id"),
            {"id": dossier_id},
        ).all()
    decided = next(row for row in entries if row.tag == "contract:extension:decided")
    assert str(decided.happened_at).startswith(noon(date(2022, 4, 1)).strftime("%Y-%m-%d %H:%M"))
    assert {str(row.recorded_at)[:16] for row in entries} == {f"{NOW:%Y-%m-%d %H:%M}"}


def test_what_has_yet_to_happen_is_left_out_with_a_warning(engine: Engine, damaged: Callable[..., Source]) -> None:
    with writing(engine)() as session:
        _, found = load_case(session, damaged(), as_of=date(2022, 4, 12), template_root=None, recorded_at=NOW)
    assert [(one.kind, one.place.path) for one in found] == [(FoundKind.WARNING, "history[3]")]
