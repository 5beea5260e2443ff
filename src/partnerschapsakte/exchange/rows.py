"""Turns a row into a line of an archive and back, the same on every database.

A line is a JSON object with every column of the table. A date is ISO 8601, an instant UTC, money text; a column of
bytes names the member that holds them. A column of JSON holds its stored text as it is; it is absent where the row
has nothing there, because ``null`` is JSON too.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Enum,
    Integer,
    LargeBinary,
    Select,
    String,
    Text,
    cast,
    collate,
    select,
    type_coerce,
)
from sqlalchemy import Table as Columns
from sqlalchemy.types import TypeDecorator, TypeEngine

from partnerschapsakte.foundation.database import Instant

AT_ONCE, AT_ONCE_WITH_BYTES = 1000, 4
POSTGRESQL = "postgresql"

Keep: TypeAlias = Callable[[str, "Whereabouts"], object]


class Bytes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a line for bytes: the hash after which their member is named."""

    sha256: str


class Whereabouts(msgspec.Struct, frozen=True):
    """Where bytes lie in the database: the table, the column and the key of the row."""

    table: str
    column: str
    key: tuple[Any, ...]


VALUES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Instant, datetime),
    (LargeBinary, Bytes),
    (JSON, msgspec.Raw),
    (Boolean, bool),
    (Integer, int),
    (Date, date),
    (String, str),
)
"""What a line holds for each type that a database stores."""


class UnknownColumnTypeError(Exception):
    """A column has a type that no line can hold yet; that is a mistake of the program."""


def plain_type(column: Column[Any]) -> TypeEngine[Any]:
    """Return the type below our own types: what the database itself holds."""
    kind: Any = column.type
    while isinstance(kind, TypeDecorator) and not isinstance(kind, Instant):
        kind = kind.impl_instance
    return kind


def stored_type(column: Column[Any]) -> TypeEngine[Any]:
    """Return the type by which a value is read and written as it stands there: a choice as its text."""
    kind = plain_type(column)
    return String() if isinstance(kind, Enum) else kind


@cache
def line_of(table: Columns) -> type[msgspec.Struct]:
    """Return the type of a line of this table: it refuses what is missing, unknown or of another kind."""
    fields: list[Any] = []
    for field, column in zip(field_names(table), table.columns, strict=True):
        kind = _value_of(column)
        if kind is msgspec.Raw and column.nullable:
            fields.append((field, kind | msgspec.UnsetType, msgspec.UNSET))
        else:
            fields.append((field, kind | None if column.nullable else kind))
    names = dict(zip(field_names(table), (column.name for column in table.columns), strict=True))
    return msgspec.defstruct(f"Line_{table.name}", fields, rename=names, forbid_unknown_fields=True, kw_only=True)


def _value_of(column: Column[Any]) -> Any:
    kind = plain_type(column)
    if isinstance(kind, Enum):
        return Literal[tuple(kind.enums)]  # pyright: ignore[reportInvalidTypeForm] - read by msgspec at run time
    for stored, value in VALUES:
        if isinstance(kind, stored):
            return value
    raise UnknownColumnTypeError(f"{column.table.name}.{column.name} is {kind!r}")


@cache
def byte_columns(table: Columns) -> tuple[str, ...]:
    """Name the columns that hold bytes."""
    return tuple(column.name for column in table.columns if isinstance(plain_type(column), LargeBinary))


def rows_at_once(table: Columns) -> int:
    """Return how many rows of this table may be in memory at once."""
    return AT_ONCE_WITH_BYTES if byte_columns(table) else AT_ONCE


def lines(connection: Connection, table: Columns, keep: Keep | None = None) -> Iterator[bytes]:
    """Give the rows of a table as lines, by primary key; tell ``keep`` of all bytes that are met, with their hash."""
    names = [column.name for column in table.columns]
    json_columns = {column.name for column in table.columns if isinstance(plain_type(column), JSON)}
    with_bytes = byte_columns(table)
    encode = msgspec.json.Encoder().encode
    found = connection.execution_options(yield_per=rows_at_once(table)).execute(_all_rows(connection, table))
    for row in found:
        line = dict(zip(names, row, strict=True))
        for name in json_columns:
            if line[name] is None:
                del line[name]
            else:
                line[name] = _on_one_line(line[name])
        for name in with_bytes:
            if line[name] is not None:
                line[name] = _kept(table, name, line, keep)
        yield encode(line) + b"\n"


def _kept(table: Columns, name: str, line: dict[str, Any], keep: Keep | None) -> Bytes:
    digest = hashlib.sha256(line[name]).hexdigest()
    if keep:
        key = tuple(line[column.name] for column in table.primary_key.columns)
        keep(digest, Whereabouts(str(table.name), name, key))
    return Bytes(digest)


def _on_one_line(text: str) -> msgspec.Raw:
    return msgspec.Raw((json.dumps(json.loads(text)) if "\n" in text else text).encode())


def _all_rows(connection: Connection, table: Columns) -> Select[Any]:
    byte_order = connection.dialect.name == POSTGRESQL
    keys = [
        collate(column, "C") if byte_order and isinstance(plain_type(column), String) else column
        for column in table.primary_key.columns
    ]
    return select(*(_as_stored(column) for column in table.columns)).order_by(*keys)


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    kind = stored_type(column)
    return cast(column, Text).label(column.name) if isinstance(kind, JSON) else type_coerce(column, kind)


def bytes_at(connection: Connection, table: Columns, place: Whereabouts) -> bytes:
    """Read the bytes that lie there."""
    keys = zip(table.primary_key.columns, place.key, strict=True)
    where = [type_coerce(column, stored_type(column)) == value for column, value in keys]
    return bytes(connection.execute(select(table.columns[place.column]).where(*where)).scalar_one())


def field_names(table: Columns) -> list[str]:
    """Name the field of a line for each column: a column may have a name that a field cannot have."""
    return [f"c{position}" for position, _ in enumerate(table.columns)]


def values_of(table: Columns, line: msgspec.Struct, fetch: Callable[[str], bytes]) -> dict[str, Any]:
    """Return the values of a line, by field, as the database takes them; ``fetch`` gives bytes by their hash."""
    values = msgspec.structs.asdict(line)
    for name in _fields_in_disguise(table):
        match values[name]:
            case msgspec.Raw() as text:
                values[name] = bytes(text).decode()
            case Bytes(sha256):
                values[name] = fetch(sha256)
            case _:
                values[name] = None
    return values


@cache
def _fields_in_disguise(table: Columns) -> list[str]:
    columns = zip(field_names(table), table.columns, strict=True)
    return [name for name, column in columns if isinstance(plain_type(column), JSON | LargeBinary)]
