"""The engine, the units of work and the base every table inherits."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Begin: TypeAlias = Callable[[], AbstractContextManager[Session]]


class Instant(TypeDecorator[datetime]):
    """A moment, stored in UTC and always read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it so
        if value is not None and value.tzinfo is None:
            raise TypeError("an instant needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it so
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount in euro, exact: stored as text, because SQLite has no decimal numbers."""

    impl = String(30)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy calls it so
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy calls it so
        return None if value is None else Decimal(value)


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


class Table(DeclarativeBase):
    """The base of every table: stable constraint names, instants in UTC, money as Decimal."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        Decimal: Money,
        dict[str, Any]: JSON,
        list[str]: JSON,
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=_values),
    }


def connect(url: str) -> Engine:
    """Open the database at this URL: ``sqlite:///file`` or ``postgresql+psycopg://…``."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True)
        _tune_sqlite(engine)
        return engine
    # Locked rows are read again as they are now: that is what READ COMMITTED does, whatever the server was set to.
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED")


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:  # pyright: ignore[reportUnusedFunction] - SQLAlchemy calls it
        connection.isolation_level = None  # the driver's own BEGIN comes too late; see begin below
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=30000", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # pyright: ignore[reportUnusedFunction] - SQLAlchemy calls it
        writes = connection.get_execution_options().get("writes", True)
        if connection.info.get("writes", True) is not writes:  # a connection from the pool is as it was left
            connection.connection.driver_connection.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
            connection.info["writes"] = writes
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing(engine: Engine) -> Begin:
    """Return a unit of work that commits on success and rolls back on any exception."""
    return sessionmaker(engine, expire_on_commit=False).begin


def reading(engine: Engine) -> Begin:
    """Return a unit of work for reading: the database refuses what it would change; on SQLite it waits for nobody."""
    options: dict[str, Any] = {"postgresql_readonly": True} if engine.dialect.name == "postgresql" else {}
    return sessionmaker(engine.execution_options(writes=False, **options), expire_on_commit=False).begin
