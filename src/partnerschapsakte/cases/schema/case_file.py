"""A case file as a whole, and the JSON Schema that is published of it."""

from typing import Annotated, Any, Final

from pydantic import Field

from partnerschapsakte.cases.schema.agreements import Agreement
from partnerschapsakte.cases.schema.design import DesignOfCase
from partnerschapsakte.cases.schema.dossier import Case, DecisionElsewhere, Dossier
from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.cases.schema.history import AnyEvent
from partnerschapsakte.cases.schema.parties import Organisation, Person
from partnerschapsakte.cases.schema.tender import Tender

SCHEMA_VERSION: Final = 1


class CaseFile(Element):
    """One dossier as facts and events in time; everything that can be computed is left to the program."""

    case: Case
    dossier: Dossier
    organisations: Annotated[dict[Key, Organisation], Field(min_length=1)]
    people: Annotated[dict[Key, Person], Field(min_length=1)]
    design: DesignOfCase | None = None
    tender: Tender | None = None
    agreements: dict[Key, Agreement] = Field(default_factory=dict[str, Agreement])
    decisions_elsewhere: dict[Key, DecisionElsewhere] = Field(default_factory=dict[str, DecisionElsewhere])
    history: tuple[AnyEvent, ...] = ()


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file."""
    schema = CaseFile.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:partnerschapsakte:case-file:{SCHEMA_VERSION}",
        "$comment": "YAML 1.2; see docs/reference/case-file.md",
        **schema,
    }
