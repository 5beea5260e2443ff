"""What every element of a case file shares: unknown keys are refused, and what is invented says so."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from partnerschapsakte.foundation.fields import Line, Text

KEY = r"^[a-z0-9][a-z0-9_-]{0,63}$"
Key = Annotated[str, Field(pattern=KEY)]
TimeOfDay = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Hours and minutes, between quotes.")
]
Invented = Annotated[
    Text | None, Field(description="What here is not in any source but was made up for this case, in one sentence.")
]


class Element(BaseModel):
    """An element of a case file: fixed once read, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invented: Invented = None

    def plain(self, *without: str) -> dict[str, Any]:
        """Return what is given here as the values of a command: without what was left out and what only the file has.

        ``without`` names keys that are for the file alone, at every depth.
        """
        return _plain(self.model_dump(exclude_none=True), frozenset({"invented", *without}))


def _plain(value: Any, without: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        known = cast("Mapping[Any, Any]", value)
        return {key: _plain(item, without) for key, item in known.items() if key not in without}
    if isinstance(value, tuple):
        return tuple(_plain(item, without) for item in cast("tuple[Any, ...]", value))
    return value


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Keys = Annotated[tuple[Key, ...], BeforeValidator(_several, json_schema_input_type=Key | tuple[Key, ...])]
Lines = tuple[Line, ...]
