"""Says in JSON Schema which texts a command takes: what ``foundation.fields`` trims and refuses, as a pattern."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

Json = dict[str, Any]

UNPRINTABLE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
"""What no text may hold; the noncharacters beyond U+FFFF are left out, for not every reader of a pattern knows them."""

TRIMMED = r"[ \t\r\n]*"
ONE = f"[^ {UNPRINTABLE}]"
MIDDLE = {"_line": f"[^{UNPRINTABLE}]", "_paragraphs": rf"(?:[^{UNPRINTABLE}]|[\n\t]|\r\n)"}
"""What may stand inside a text, by the function of ``foundation.fields`` that reads it."""

MARK = "x-text"


class ExactTexts(GenerateJsonSchema):
    """The schemas of pydantic, with a pattern wherever a text is read by one of ours."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """Mark a text with its reader; its least length is not known yet."""
        told = super().function_before_schema(schema)
        kind = getattr(schema["function"]["function"], "__name__", "")
        return {**told, MARK: kind} if kind in MIDDLE else told


def _pattern(middle: str, least: int) -> str:
    if least < 2:  # noqa: PLR2004 - one character has no middle
        inside = f"{ONE}(?:{middle}*{ONE})?"
        return f"^{TRIMMED}{inside}{TRIMMED}$" if least else f"^{TRIMMED}(?:{inside})?{TRIMMED}$"
    return f"^{TRIMMED}{ONE}{middle}{{{least - 2},}}{ONE}{TRIMMED}$"


def with_pattern(schema: Json) -> Json:
    """Return a schema with its mark turned into a pattern, beside the one that a field may have of its own."""
    if MARK not in schema:
        return schema
    marked = _pattern(MIDDLE[schema[MARK]], schema.get("minLength", 0))
    rest = {name: one for name, one in schema.items() if name != MARK}
    return {**rest, "allOf": [{"pattern": marked}]} if "pattern" in rest else {**rest, "pattern": marked}
