"""What the servers of the listing benchmark are pointed at: ours, the two peers and the limit, one a process."""

import json
from pathlib import Path
from typing import Any

from listing_peers import DATABASE, HEADERS, make_django, make_fastapi


def make_ours() -> Any:
    """Return our application as it is served."""
    from partnerschapsakte.app import ApiTerms, create_app  # noqa: PLC0415 - one application a process
    from partnerschapsakte.foundation.database import connect  # noqa: PLC0415 - one application a process

    terms = ApiTerms(requests_per_minute=0)
    return create_app(connect(f"sqlite:///{DATABASE}"), Path(__file__).parents[2] / "templates", https=True, api=terms)


def make_limit() -> Any:
    """Return the same bytes from a bare Litestar handler: what no list can be faster than."""
    from litestar import Litestar, MediaType, Response, get  # noqa: PLC0415 - one application a process

    row = {
        "id": "a000000", "dossier_id": "d000", "parent_id": None, "kind": "single", "deed": "PA-00000",
        "title": "Partnerschapsakte jeugdhulp 00000", "legal_form": "public_contract", "starts_on": "2026-01-01",
        "concluded_on": None, "version": 1,
    }  # fmt: skip
    body = json.dumps([row] * 50, separators=(",", ":")).encode()

    @get("/api/v1/agreements", sync_to_thread=False)
    def agreements() -> Response[bytes]:
        return Response(body, headers=HEADERS, media_type=MediaType.JSON)

    return Litestar([agreements], openapi_config=None)


MAKERS = {"ours": make_ours, "fastapi": make_fastapi, "django": make_django, "limit": make_limit}


def __getattr__(name: str) -> Any:
    """Make the application that a server asks for by name."""
    if name in MAKERS:
        return MAKERS[name]()
    raise AttributeError(name)
