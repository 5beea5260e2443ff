"""Prints the description of the API, as every installation serves it."""

import json
from typing import Annotated

import typer

HERE = "https://localhost:8000"


def openapi(
    address: Annotated[str, typer.Option(metavar="ADRES", help="Het adres van de installatie.")] = HERE,
) -> None:
    """Toon de beschrijving van de API (OpenAPI 3.1)."""
    from partnerschapsakte.app import ApiTerms, create_app  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation.database import connect  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import Settings, templates  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.web.api_docs import document_of  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.web.openapi_parts import Contact  # noqa: PLC0415 - the command line starts fast

    contact = Contact(*Settings().contact)
    app = create_app(connect("sqlite://"), templates(), api=ApiTerms(address=address, contact=contact))
    typer.echo(json.dumps(document_of(app), ensure_ascii=False, indent=2))
