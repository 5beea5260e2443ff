"""Tells in Dutch what a field, a query key or an id in an address of the API holds.

The words stand in ``locale/nl/api_fields.toml``: once for a name, and beside it for a schema in which the same name
holds something else.
"""

import tomllib
from collections.abc import Mapping
from functools import cache

from partnerschapsakte.foundation.language import CATALOGUES, DUTCH

WORDS = CATALOGUES / DUTCH / "api_fields.toml"


@cache
def words() -> Mapping[str, str]:
    """Return the words by ``field`` or ``Schema.field``."""
    return tomllib.loads(WORDS.read_text("utf-8"))


def words_of(schema: str, field: str) -> str:
    """Return what a field of a schema holds, or nothing where nobody said so yet."""
    return words().get(f"{schema}.{field}") or words().get(field, "")
