"""Writes what the program does as lines of JSON, or readably in a terminal: no secrets, no addresses, no line breaks.

Whatever a library logs goes the same way. A line says who by id only; what was typed, sent or asked is never in it.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, Final, TextIO, TypeAlias

import structlog
from sqlalchemy.exc import DBAPIError

from partnerschapsakte.foundation.outcomes import Refusal

Event: TypeAlias = MutableMapping[str, Any]

MASK: Final = "***"
LONGEST: Final = 2000
DEEPEST: Final = 20
NAMES: Final = (
    r"authori[sz]ation|cookie|set-cookie|password|passwd|wachtwoord|secret|client_secret|geheim|token|form_token"
    r"|x-form-token|api[_-]?key|sleutel|otp|totp|nonce|code_verifier|id_token|access_token|refresh_token"
)
SECRET_KEYS: Final = re.compile(rf"(?:.*[_-])?(?:{NAMES})s?", re.IGNORECASE)
SECRETS: Final = (
    # A header to its end, names with values, what follows a question mark, what has a known shape.
    (re.compile(r"(?i)\b(authorization|cookie|set-cookie)\b(['\"]?\s*[:=,]\s*)[^\r\n]+"), rf"\1\2{MASK}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {MASK}"),
    (re.compile(rf"(?i)\b({NAMES})\b(['\"]?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s&,;)}}]+)"), rf"\1\2{MASK}"),
    (re.compile(r"\?[^\s\"'<>?]*=[^\s\"'<>]*"), f"?{MASK}"),
    (re.compile(r"://[^\s/@:]+:[^\s/@]+@"), f"://{MASK}@"),
    (re.compile(r"AGE-SECRET-KEY-[0-9A-Z]+"), MASK),
    (re.compile(r"[^\s<>@,;:\"'()]+@[^\s<>@,;:\"'()]+"), f"{MASK}@{MASK}"),
)
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
QUOTED: Final = re.compile(r"(?<!constraint )(?<!relation )(?<!column )(?<!table )(?<!type )\"[^\"]*\"|'[^']*'")
"""What a database quotes: a value, unless the word before it says that it is the name of something in the schema."""
DRIVERS: Final = ("psycopg", "sqlite3")
TOO_TALKATIVE: Final = ("alembic", "httpx", "httpcore", "urllib3", "asyncio", "fontTools", "apscheduler")


def set_up(*, as_json: bool, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every line of this process to ``stream`` (standard error): JSON for machines, or text for a terminal."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
    ]
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, tell_failure, mask, renderer],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def tell_failure(_logger: Any, _method: str, event: Event) -> Event:
    """Replace an exception by its kind, its reason without data, and where it came from."""
    found: Any = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else _error_in(found)
    event.pop("stack_info", None)
    if isinstance(error, BaseException):
        event["error"] = kind_of(error)
        event["reason"] = reason_of(error)
        event["stack"] = frames_of(error.__traceback__)
        if cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
            event["cause"] = f"{kind_of(cause)}: {reason_of(cause)}"
    return event


def _error_in(found: Any) -> Any:
    return found[1] if isinstance(found, tuple) else found  # pyright: ignore[reportUnknownVariableType] - what logging gives


def kind_of(error: BaseException) -> str:
    """Name the kind of an exception with its module."""
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}"


def reason_of(error: BaseException) -> str:
    """Say why in one line, without the values that a database, a form or a library tells along.

    Only what this program itself raises says its reason in its own words; any other may hold what somebody typed.
    """
    module = type(error).__module__
    if isinstance(error, Refusal):
        return error.code
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__}: {_of_driver(error.orig)}"
    if module.startswith(DRIVERS):
        return _of_driver(error)
    if module.startswith("pydantic"):
        details: list[Any] = getattr(error, "errors", list)()
        return ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in details)
    if module.startswith("partnerschapsakte."):
        return _plain(str(error).partition("\n")[0])
    return (error.strerror if isinstance(error, OSError) else None) or MASK


def _of_driver(error: BaseException | None) -> str:
    """Give the first line of a database: the others repeat the statement, its values, and the row in the way."""
    first = QUOTED.sub(MASK, str(error).partition("\n")[0])
    whole, quote, _ = first.rpartition('"')
    return whole + MASK if quote and first.count('"') % 2 else first


def frames_of(traceback: TracebackType | None) -> list[str]:
    """List where it went wrong, the innermost last: file, line and function."""
    frames = extract_tb(traceback)[-DEEPEST:]
    return [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


def mask(_logger: Any, _method: str, event: Event) -> Event:
    """Take secrets and addresses out of every value, and let no value begin a line of its own."""
    return {key: _masked(value) if not SECRET_KEYS.fullmatch(key) else MASK for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        items: Mapping[Any, Any] = value  # pyright: ignore[reportUnknownVariableType] - anything may be logged
        return {
            _plain(str(key)): MASK if SECRET_KEYS.fullmatch(str(key)) else _masked(item) for key, item in items.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        several: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType] - anything may be logged
        return [_masked(item) for item in several]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _plain(str(value))


def _plain(text: str) -> str:
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return UNPRINTABLE.sub(lambda found: found.group().encode("unicode_escape").decode(), text)[:LONGEST]
