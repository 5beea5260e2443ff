"""What every element of a case file shares: unknown keys are refused, and what is invented says so."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from partnerschapsakte.foundation.fields import Line, Text

KEY = r"^[a-z0-9][a-z0-9_-]{0,63}$"
Key = Annotated[str, Field(pattern=KEY)]
Invented = Annotated[
    Text | None, Field(description="What here is not in any source but was made up for this case, in one sentence.")
]


class Element(BaseModel):
    """An element of a case file: fixed once read, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invented: Invented = None


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Keys = Annotated[tuple[Key, ...], BeforeValidator(_several, json_schema_input_type=Key | tuple[Key, ...])]
Lines = tuple[Line, ...]
