"""Writes ``openapi.json`` (OpenAPI 3.1) from the operations themselves, in Dutch."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.language import DUTCH
from partnerschapsakte.web import adr, problem_json
from partnerschapsakte.web.field_words import words_of
from partnerschapsakte.web.openapi_parts import HEADERS, IN_ADDRESS, PARAMETERS, PROBLEM, TAGS, Contact, about
from partnerschapsakte.web.operations import IN_PATH, JSON, Operation
from partnerschapsakte.web.text_schemas import ExactTexts, with_pattern

Json = dict[str, Any]
REF = "#/components/schemas/{name}"
MODEL = "#/components/schemas/{model}"
ONE_BY_ONE = ("description", "title")
HEADERS_OF_ALL = ("API-Version",)


def document(operations: Sequence[Operation], address: str, contact: Contact) -> Json:
    """Return the description of the API at this address; who has questions turns to this contact."""
    paths: dict[str, Json] = {}
    for operation in operations:
        item = paths.setdefault(_path(operation), _path_item(operation))
        item[operation.method.lower()] = _operation(operation)
    used = {operation.tag for operation in operations}
    return {
        "openapi": "3.1.0",
        "info": about(adr.VERSION, contact),
        "servers": [{"url": address.rstrip("/") + adr.ROOT}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items() if name in used],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(operations),
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "responses": {str(status): _problem(status) for status in problem_json.TITLES},
        },
    }


def _path(operation: Operation) -> str:
    return IN_PATH.sub(r"{\1}", operation.path)


def _path_item(operation: Operation) -> Json:
    told = [
        {"name": name, "in": "path", "required": True, "schema": IN_ADDRESS[kind], **_words("", name)}
        for name, kind in IN_PATH.findall(operation.path)
    ]
    return {"parameters": told} if told else {}


def _operation(operation: Operation) -> Json:
    told: Json = {"operationId": operation.name, "tags": [operation.tag], "summary": operation.summary}
    if operation.description:
        told["description"] = operation.description
    if parameters := _parameters(operation):
        told["parameters"] = parameters
    if "data" in operation.wants or "content" in operation.wants:
        told["requestBody"] = {"required": True, "content": {operation.takes: {"schema": _sent(operation)}}}
    told["responses"] = {
        str(operation.status): _success(operation),
        **(
            {"304": {"description": "Niet veranderd", "headers": _headers("ETag")}}
            if _can_be_unchanged(operation)
            else {}
        ),
        **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _refusals(operation)},
    }
    return told


def _can_be_unchanged(operation: Operation) -> bool:
    return operation.method == "GET" and operation.has_version


def _parameters(operation: Operation) -> list[Json]:
    asked: type[BaseModel] | None = operation.wants.get("query")
    own = _query(asked) if asked else []
    named = {
        "page": "paging" in operation.wants,
        "pageSize": "paging" in operation.wants,
        "If-None-Match": _can_be_unchanged(operation),
        "If-Match": operation.edits is not None,
        "Idempotency-Key": operation.method == "POST",
    }
    shared = [*operation.headers, *(name for name, wanted in named.items() if wanted)]
    return own + [{"$ref": f"#/components/parameters/{name}"} for name in shared]


def _query(asked: type[BaseModel]) -> list[Json]:
    schema = asked.model_json_schema(ref_template=MODEL, schema_generator=ExactTexts)
    required, fields = schema.get("required", []), {one.alias: name for name, one in asked.model_fields.items()}
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _without_null(_bare(one)),
            **_words(asked.__name__, fields[name] or name),
        }
        for name, one in schema["properties"].items()
    ]


def _without_null(schema: Json) -> Json:
    """Return the schema of a query key: it is left out, never null."""
    kinds = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else {name: one for name, one in schema.items() if name != "default"}


def _sent(operation: Operation) -> Json:
    if operation.shape is None:
        return {"type": "string", "format": "binary"}
    return {"$ref": REF.format(name=operation.shape.__name__)}


def _success(operation: Operation) -> Json:
    marks = {"ETag": operation.has_version, "Link": operation.is_list, "Location": operation.location is not None}
    answered: Json = {"description": "Gelukt", "headers": _headers(*(name for name, has in marks.items() if has))}
    if operation.status != 204:  # noqa: PLR2004 - no content
        answered["content"] = {operation.gives: {"schema": _given(operation)}}
    return answered


def _given(operation: Operation) -> Json:
    if operation.gives != JSON:
        return {"type": "string", "format": "binary"}
    one = {"$ref": REF.format(name=operation.view.__name__)}
    return {"type": "array", "items": one} if operation.is_list else one


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*HEADERS_OF_ALL, *names)}


def _refusals(operation: Operation) -> list[int]:
    has_body = bool({"data", "content"} & operation.wants.keys())
    can_be: dict[int, bool] = {
        400: True,
        401: True,
        403: True,
        404: bool(IN_PATH.findall(operation.path)),
        406: True,
        409: operation.refuses_by_state,
        412: operation.edits is not None,
        413: has_body,
        415: has_body,
        422: operation.method == "POST",
        428: operation.edits is not None,
        429: True,
        500: True,
    }
    return [status for status, possible in can_be.items() if possible]


def _problem(status: int) -> Json:
    names = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After",)}.get(status, ())
    return {
        "description": language.tell(problem_json.TITLES[status], DUTCH),
        "headers": _headers(*names),
        "content": {problem_json.MEDIA_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}},
    }


def _schemas(operations: Sequence[Operation]) -> Json:
    views = _unique(one.view for one in operations if one.gives == JSON and one.status != 204)  # noqa: PLR2004
    shapes = _unique(one.shape for one in operations if one.shape)
    asked = _unique(one.wants["query"] for one in operations if "query" in one.wants)
    _, given = msgspec.json.schema_components(views, schema_hook=_unknown, ref_template=REF)
    both: list[tuple[type[BaseModel], Literal["validation"]]] = [(shape, "validation") for shape in (*shapes, *asked)]
    _, sent = models_json_schema(both, ref_template=MODEL, schema_generator=ExactTexts)
    found = {**given, **sent.get("$defs", {})}
    for one in asked:
        found.pop(one.__name__, None)
    for struct in _structs(views):
        for name, kind in get_type_hints(struct).items():
            if datetime in (kind, *get_args(kind)):
                _tell_moment(found[struct.__name__]["properties"][name])
    return {"Problem": PROBLEM} | {
        name: _described(name, _labelled(name, _bare(found[name]))) for name in sorted(found)
    }


def _structs(kinds: Iterable[Any]) -> set[type[msgspec.Struct]]:
    """Return the structs that views are made of."""
    found: set[type[msgspec.Struct]] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in found:
            found.add(kind)
            waiting += get_type_hints(kind).values()
    return found


def _tell_moment(shape: Json) -> None:
    """Say that a field is a moment with its zone, which msgspec leaves open: all of ours are."""
    for one in shape.get("anyOf", [shape]):
        if one.get("type") == "string":
            one["format"] = "date-time"


def _unique(kinds: Any) -> list[Any]:
    return list(dict.fromkeys(kinds))


def _unknown(kind: type) -> Json:
    raise NotImplementedError(f"openapi.json cannot tell what a {kind} is")


def _bare(schema: Any) -> Any:
    """Return a schema without the English titles and texts of the code; names of fields stay."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]  # pyright: ignore[reportUnknownVariableType] - any JSON
    if not isinstance(schema, dict):
        return schema
    told = {str(name): _bare_part(str(name), one) for name, one in schema.items() if name not in ONE_BY_ONE}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any JSON
    if told.get("default") == "":  # what is left out is empty, or stays as it is
        del told["default"]
    return with_pattern(told)


def _bare_part(name: str, part: Any) -> Any:
    if name == "properties":
        return {field: _bare(one) for field, one in part.items()}
    return part if name in {"required", "enum", "default"} else _bare(part)


def _described(name: str, schema: Json) -> Json:
    """Tell in Dutch what each field of a schema holds."""
    fields: Json = schema.get("properties", {})
    told = {field: {**shape, **_words(name, field)} for field, shape in fields.items()}
    return schema | {"properties": told} if told else schema


def _words(name: str, field: str) -> Json:
    words = words_of(name, field)
    return {"description": words} if words else {}


def _labelled(name: str, schema: Json) -> Json:
    """Tell in Dutch what the values of an enumeration stand for."""
    if "enum" not in schema:
        return schema
    labels = [(value, language.gettext(f"{name}.{value}", DUTCH)) for value in schema["enum"]]
    return schema | {"description": "\n".join(f"- `{value}`: {label}" for value, label in labels)}
