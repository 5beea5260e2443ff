"""What the fuzzing of the API tells of a small API that does what its description forbids, and of one that does not."""

import json
import re
from typing import Any

import pytest

pytestmark = pytest.mark.slow

MARK = re.compile(rb'"\d+"')
HEADER: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
}
PATH: dict[str, Any] = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 9},
}


def described(parameter: dict[str, Any]) -> bytes:
    """Describe an API with one act, which takes one thing."""
    path = "/things/{number}" if parameter["in"] == "path" else "/things"
    answers = {"204": {"description": "done"}, "400": {"description": "refused"}}
    act = {"operationId": "act", "parameters": [parameter], "responses": answers}
    told = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {path: {"post": act}}}
    return json.dumps(told).encode()


def small_api(parameter: dict[str, Any], *, accepts_all: bool) -> Any:
    """Return an application with that API; ``accepts_all``: also what its description forbids."""

    def is_right(scope: Any) -> bool:
        if parameter["in"] == "path":
            return re.fullmatch(r"/things/[1-9]", scope["path"]) is not None
        return any(name == b"if-match" and MARK.fullmatch(value.strip()) for name, value in scope["headers"])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del receive
        if scope["path"] == "/openapi.json":
            status, body = 200, described(parameter)
        else:
            status, body = (204, b"") if accepts_all or is_right(scope) else (400, b'{"status": 400}')
        kind = b"application/problem+json" if status == 400 else b"application/json"
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": body})

    return app


def found(parameter: dict[str, Any], *, accepts_all: bool) -> list[str]:
    """Return what is told of such an API, when only what is wrong and done is looked for."""
    import schemathesis  # noqa: PLC0415 - schemathesis takes seconds to read

    from reliability.api_fuzzing import findings, judge_accepted, settings  # noqa: PLC0415 - as above

    told = settings(examples=20, seed=1, phases=("coverage", "fuzzing"))
    config = schemathesis.Config.from_dict(told)
    schema = schemathesis.openapi.from_asgi(
        "/openapi.json", small_api(parameter, accepts_all=accepts_all), config=config
    )
    schema.hook("filter_failure")(judge_accepted)
    return [one for one in findings(schema) if "violating request accepted" in one]


@pytest.mark.parametrize("parameter", [HEADER, PATH], ids=["header", "path"])
def test_a_wrong_header_or_path_that_was_accepted_is_told(parameter: dict[str, Any]) -> None:
    assert found(parameter, accepts_all=True)


@pytest.mark.parametrize("parameter", [HEADER, PATH], ids=["header", "path"])
def test_of_an_api_that_refuses_it_nothing_is_told(parameter: dict[str, Any]) -> None:
    assert found(parameter, accepts_all=False) == []
