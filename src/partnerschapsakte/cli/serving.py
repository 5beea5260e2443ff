"""Puts the application of an installation together from its settings, and serves it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import uvicorn

from partnerschapsakte.app import ApiTerms, Fittings, create_app
from partnerschapsakte.exchange.health import watch_over
from partnerschapsakte.exchange.revisions import newest
from partnerschapsakte.foundation import clock, logs
from partnerschapsakte.foundation.clock import PracticeClock
from partnerschapsakte.foundation.keys import read_keyring
from partnerschapsakte.gateways.identity_provider import Client, IdentityProvider
from partnerschapsakte.gateways.virus_scanner import VirusScanner, scan_by
from partnerschapsakte.settings import Settings, migrations, templates
from partnerschapsakte.web.health import health_routes
from partnerschapsakte.web.openapi_parts import Contact
from partnerschapsakte.web.practice import MarkedDownloads, let_practise
from partnerschapsakte.web.watching import Meter, Watched
from partnerschapsakte.worker import heartbeat

if TYPE_CHECKING:
    from litestar import Litestar
    from sqlalchemy import Engine


def serve_here(settings: Settings, engine: "Engine", demo_password: str | None = None) -> None:
    """Serve until the process is asked to stop; on SQLite the worker's ticks run along."""
    logs.set_up(as_json=settings.log_format == "json" and not settings.demo)
    uvicorn.run(application(settings, engine, demo_password), **options_of(settings))


def options_of(settings: Settings) -> dict[str, Any]:
    """Return how the server serves; what a proxy adds to a request is believed of trusted proxies only."""
    proxies = list(settings.trusted_proxies)
    return {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": bool(proxies),
        "forwarded_allow_ips": proxies,
    }


def application(settings: Settings, engine: "Engine", demo_password: str | None = None) -> "Litestar":
    """Return the whole application: doors, health pages, and a note of every request."""

    practised = PracticeClock(settings.key_file.parent / "klok") if settings.demo else None
    now = practised.now if practised else clock.now

    @asynccontextmanager
    async def ticking(_: Any) -> AsyncGenerator[None, None]:
        with heartbeat(settings, engine, now=now):
            yield

    meter = Meter()
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    watch = watch_over(engine, head=newest(migrations()), now=now, metrics_token=token)
    app = create_app(
        engine,
        templates(),
        now=now,
        https=settings.address.startswith("https:"),
        demo_password=demo_password,
        api=ApiTerms(
            settings.address, settings.api_origins, settings.api_requests_per_minute, Contact(*settings.contact)
        ),
        fittings=fittings_of(settings),
        routes=health_routes(watch, meter),
        lifespan=[ticking] if settings.is_sqlite else [],
    )
    if practised:
        let_practise(app, practised)
        app.asgi_handler = MarkedDownloads(app.asgi_handler)
    app.asgi_handler = Watched(app.asgi_handler, meter)
    return app


def fittings_of(settings: Settings) -> Fittings:
    """Return what this installation has beside its database."""
    return Fittings(
        keys=read_keyring(settings.key_file),
        identity_provider=_identity_provider(settings),
        oidc_name=settings.oidc_name,
        second_factor=settings.second_factor and not settings.demo,
        sealed_store=settings.sealed_store or settings.demo,
        scan=scan_by(VirusScanner.at(settings.virus_scanner)) if settings.virus_scanner else None,
        checkpoints_leave=settings.checkpoints_leave,
    )


def _identity_provider(settings: Settings) -> IdentityProvider | None:
    if not settings.oidc_issuer or not settings.oidc_client_id:
        return None
    secret, key = settings.oidc_client_secret, settings.oidc_client_key_file
    return IdentityProvider(
        Client(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            redirect_uri=f"{settings.address}/inloggen/organisatie/terug",
            secret=secret.get_secret_value() if secret else "",
            private_key=key.read_text("ascii") if key else "",
            levels=settings.oidc_acr,
            max_age=timedelta(minutes=minutes) if (minutes := settings.oidc_max_age_minutes) is not None else None,
            after_sign_out=f"{settings.address}/inloggen",
        )
    )
