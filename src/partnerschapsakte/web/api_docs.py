"""Serves ``openapi.json`` at the root of the API, and the page that shows it to people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import litestar
from litestar import Litestar, Request, Response
from msgspec import json

from partnerschapsakte.web import adr, openapi
from partnerschapsakte.web.api import operations
from partnerschapsakte.web.doors import Answer, Page, get
from partnerschapsakte.web.operations import JSON, Operation

Asked = Request[Any, Any, Any]
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the page shows it; a field is its name, its kind, whether it must be there, what it holds."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[str, str, bool, str]]
    fields: list[tuple[str, str, bool, str]]
    answer: list[tuple[str, str, bool, str]]
    statuses: list[tuple[str, str]]


def operations_of(app: Litestar) -> list[Operation]:
    """Return every operation of the API that an application has, by path."""
    handlers = dict.fromkeys(one for route in app.routes for one in getattr(route, "route_handlers", ()))
    return sorted(operations(list(handlers)), key=lambda one: (one.path, METHODS.index(one.method.lower())))


def document_of(app: Litestar) -> dict[str, Any]:
    """Return the description of the API of this application, written once."""
    if "openapi" not in app.state:
        app.state.openapi = openapi.document(operations_of(app), app.state.address, app.state.contact)
    return app.state.openapi


@litestar.get(adr.OPENAPI, sync_to_thread=False)
def serve_openapi(request: Asked) -> Response[bytes]:
    """Serve the description of the API."""
    return Response(json.format(json.encode(document_of(request.app))), media_type=JSON)


@get("/api-docs")
def show_api(request: Asked, page: Page) -> Answer:
    """Show the description of the API to people."""
    document = document_of(request.app)
    groups = [(tag, list(_described(document, tag["name"]))) for tag in document["tags"]]
    return page("api/docs.html", document=document, groups=groups)


HANDLERS = (serve_openapi, show_api)


def _described(document: dict[str, Any], tag: str) -> Iterator[Described]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if tag in item.get(method, {}).get("tags", ()):
                yield _one(document, path, method, item.get("parameters", []), item[method])


def _one(document: dict[str, Any], path: str, method: str, of_path: list[Any], told: dict[str, Any]) -> Described:
    parameters = [_found(document, one) for one in (*of_path, *told.get("parameters", ()))]
    responses = {status: _found(document, one) for status, one in told["responses"].items()}
    success = next(one for status, one in responses.items() if status < "300")
    return Described(
        name=told["operationId"],
        method=method.upper(),
        path=adr.ROOT + path,
        summary=told["summary"],
        description=told.get("description", ""),
        parameters=[
            (one["name"], _kind(one["schema"]), one["required"], one.get("description", "")) for one in parameters
        ],
        fields=_fields(document, told.get("requestBody", {})),
        answer=_fields(document, success),
        statuses=[(status, one["description"]) for status, one in responses.items()],
    )


def _found(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    found: Any = document
    for name in part.get("$ref", "").split("/")[1:]:
        found = found[name]
    return found if "$ref" in part else part


def _fields(document: dict[str, Any], part: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    schema: dict[str, Any] = part.get("content", {}).get(JSON, {}).get("schema", {})
    found = _found(document, schema.get("items", schema))
    required = found.get("required", ())
    return [
        (name, _kind(one), name in required, one.get("description", ""))
        for name, one in found.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """Say what kind of value a schema asks for, as JSON names it."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if several := schema.get("anyOf"):
        return " | ".join(_kind(one) for one in several)
    kind = schema.get("format") or schema.get("type", "any")
    if kind == "array":
        return f"[{_kind(schema.get('items') or _first(schema.get('prefixItems', ())))}]"
    return str(kind)


def _first(schemas: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if schemas else {}
