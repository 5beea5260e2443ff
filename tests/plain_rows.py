"""Puts rows of plain JSON into the tables a database has, whatever the code says; and makes a few for every table."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Enum, LargeBinary, MetaData, Table, insert, null, select
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Integer, String, TypeDecorator

from partnerschapsakte.foundation.database import Instant, Money

Rows: TypeAlias = Iterable[tuple[str, dict[str, Any]]]
JSON_NULL = {"null": "of JSON"}
ROWS_OF_EACH = 3


def read(file: Path) -> list[tuple[str, dict[str, Any]]]:
    """Read a file with a row on each line, in an order in which they can be put in."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [(line["table"], line["row"]) for line in lines]


def put_in(connection: Connection, rows: Rows) -> None:
    """Put rows into the tables of this database; those that point at a row of their own table get that last."""
    found = MetaData()
    found.reflect(connection)
    later: list[tuple[Table, dict[str, Any], dict[str, Any]]] = []
    for name, row in rows:
        table = found.tables[name]
        own = {key.parent.name for key in table.foreign_keys if key.column.table is table}
        values = {column: _value(connection, table.c[column], value) for column, value in row.items()}
        after = {column: values.pop(column) for column in own if values.get(column) is not None}
        connection.execute(insert(table).values(values))
        if after:
            later.append((table, {column.name: values[column.name] for column in table.primary_key}, after))
    for table, key, after in later:
        where = [table.c[column] == value for column, value in key.items()]
        connection.execute(table.update().where(*where).values(after))


def _value(connection: Connection, column: Column[Any], value: Any) -> Any:
    match column.type, value:
        case _, None:
            return null()
        case JSON(), _:
            return None if value == JSON_NULL else value
        case DateTime(), str():
            moment = datetime.fromisoformat(value).astimezone(UTC)
            return moment.replace(tzinfo=None) if connection.dialect.name == "sqlite" else moment
        case Date(), str():
            return date.fromisoformat(value)
        case Boolean(), _:
            return bool(value)
        case _, {"base64": text}:
            return base64.b64decode(text)
        case _:
            return value


def of_everything(tables: Iterable[Table], *, counting_from: int = 1) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make a few rows for each table, pointing at each other; the first leaves empty what may be empty.

    Whole numbers count from ``counting_from``, so that rows beside others have keys of their own.
    """
    for table in tables:
        for number in range(ROWS_OF_EACH):
            yield str(table.name), {column.name: _made(column, number, counting_from) for column in table.columns}


def _made(column: Column[Any], number: int, counting_from: int) -> Any:
    for key in column.foreign_keys:
        to_itself = key.column.table is column.table
        if to_itself and number == ROWS_OF_EACH - 1:
            return None
        return _made(key.column, ROWS_OF_EACH - 1 if to_itself else number, counting_from)
    return None if column.nullable and number == 0 else _of_type(column, number, counting_from)


def _of_type(column: Column[Any], number: int, counting_from: int) -> Any:
    kind: Any = column.type
    if isinstance(kind, Money):
        return f"-{number}234567.80"
    while isinstance(kind, TypeDecorator) and not isinstance(kind, Instant):
        kind = kind.impl_instance
    if isinstance(kind, Enum):
        return kind.enums[number % len(kind.enums)]
    if isinstance(kind, JSON) and column.nullable and number == 1:
        return JSON_NULL
    text = f"{column.table.name}.{column.name} {number}"
    of_type: tuple[tuple[Any, Any], ...] = (
        (Instant, f"2026-03-29T0{number}:59:59.12345{number}Z"),
        (LargeBinary, {"base64": base64.b64encode(bytes(range(256)) * number + text.encode()).decode()}),
        (JSON, {"naam": "Zoë \u2028 \\ \" ' 😀", "lijst": [1, 2.5, None, True], "nummer": number}),
        (Boolean, number % 2 == 0),
        (Integer, number + counting_from),
        (Date, f"203{number}-02-28"),
        (String, text if column.primary_key else f"{text}: 'Bèta' \"&\" <b>\r\n\t\\N\\. 😀"),
    )
    return next(value for stored, value in of_type if isinstance(kind, stored))


def counted(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """Return how many rows each table has."""
    return {str(table.name): len(connection.execute(select(*table.primary_key)).all()) for table in tables}
