"""The list of agreements as a user would build it with FastAPI and the ORM, and with Django REST Framework.

Both read the database file that the benchmark names, check a bearer token, keep to the rights of its owner, give the
same rows and send the same headers. ``fastapi_app`` and ``django_app`` are what the servers are pointed at.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any

DATABASE = os.environ.get("LISTING_DATABASE", "")  # noqa: TID251 - the server is a process of its own
FIELDS = (
    "id",
    "dossier_id",
    "parent_id",
    "kind",
    "deed",
    "title",
    "legal_form",
    "starts_on",
    "concluded_on",
    "version",
)
HEADERS = {
    "API-Version": "1.0.0",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def now() -> datetime:
    """Return the moment a token is judged at."""
    return datetime.now(UTC)  # noqa: TID251 - a peer has no clock of ours


def links(path: str, page: int, size: int, *, more: bool) -> str:
    """Return the Link header of a page."""
    named = {"first": 1, "prev": page - 1 if page > 1 else None, "next": page + 1 if more else None}
    return ", ".join(f'<{path}?page={at}&pageSize={size}>; rel="{name}"' for name, at in named.items() if at)


def make_fastapi() -> Any:  # noqa: PLR0915 - a tutorial has it in one file, too
    """Return the application in FastAPI with SQLAlchemy's ORM, as its own tutorial builds it."""
    from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response  # noqa: PLC0415 - one peer a process
    from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer  # noqa: PLC0415 - one peer a process
    from pydantic import BaseModel, ConfigDict  # noqa: PLC0415 - one peer a process
    from sqlalchemy import create_engine, select  # noqa: PLC0415 - one peer a process
    from sqlalchemy.orm import (  # noqa: PLC0415 - one peer a process
        DeclarativeBase,
        Mapped,
        Session,
        mapped_column,
        sessionmaker,
    )

    class Base(DeclarativeBase):
        pass

    class ApiToken(Base):
        __tablename__ = "api_token"
        id: Mapped[str] = mapped_column(primary_key=True)
        person_id: Mapped[str]
        token_hash: Mapped[str]
        expires_at: Mapped[datetime]
        revoked_at: Mapped[datetime | None]

    class Person(Base):
        __tablename__ = "person"
        id: Mapped[str] = mapped_column(primary_key=True)
        disabled_at: Mapped[datetime | None]

    class DossierRight(Base):
        __tablename__ = "dossier_right"
        id: Mapped[str] = mapped_column(primary_key=True)
        person_id: Mapped[str]
        dossier_id: Mapped[str]
        ended_at: Mapped[datetime | None]

    class Agreement(Base):
        __tablename__ = "agreement"
        id: Mapped[str] = mapped_column(primary_key=True)
        dossier_id: Mapped[str]
        parent_id: Mapped[str | None]
        kind: Mapped[str]
        deed: Mapped[str]
        title: Mapped[str]
        legal_form: Mapped[str]
        starts_on: Mapped[date | None]
        concluded_on: Mapped[date | None]
        version: Mapped[int]

    class AgreementOut(BaseModel):
        model_config = ConfigDict(from_attributes=True)
        id: str
        dossier_id: str
        parent_id: str | None
        kind: str
        deed: str
        title: str
        legal_form: str
        starts_on: date | None
        concluded_on: date | None
        version: int

    engine = create_engine(f"sqlite:///{DATABASE}", connect_args={"check_same_thread": False})
    begin = sessionmaker(engine)
    app = FastAPI()
    bearer = HTTPBearer()

    @app.middleware("http")
    async def add_headers(request: Request, call_next: Callable[..., Any]) -> Response:
        answer = await call_next(request)
        answer.headers.update(HEADERS)
        return answer

    def session() -> Iterator[Session]:
        with begin() as opened:
            yield opened

    def person(
        credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], db: Annotated[Session, Depends(session)]
    ) -> Person:
        digest = hashlib.sha256(credentials.credentials.encode()).hexdigest()
        token = db.scalar(select(ApiToken).where(ApiToken.token_hash == digest))
        if token is None or token.revoked_at or token.expires_at.replace(tzinfo=UTC) < now():
            raise HTTPException(401)
        found = db.get(Person, token.person_id)
        if found is None or found.disabled_at:
            raise HTTPException(401)
        return found

    @app.get("/api/v1/agreements")
    def agreements(
        response: Response,
        who: Annotated[Person, Depends(person)],
        db: Annotated[Session, Depends(session)],
        page: Annotated[int, Query(ge=1)] = 1,
        page_size: Annotated[int, Query(ge=1, le=200, alias="pageSize")] = 50,
    ) -> list[AgreementOut]:
        mine = select(DossierRight.dossier_id).where(DossierRight.person_id == who.id, DossierRight.ended_at.is_(None))
        chosen = select(Agreement).where(Agreement.dossier_id.in_(mine)).order_by(Agreement.id)
        found = db.scalars(chosen.offset((page - 1) * page_size).limit(page_size + 1)).all()
        response.headers["Link"] = links("/api/v1/agreements", page, page_size, more=len(found) > page_size)
        return [AgreementOut.model_validate(one) for one in found[:page_size]]

    return app


def make_django() -> Any:
    """Return the application in Django REST Framework: a serializer, a list view, an authentication class."""
    import django  # noqa: PLC0415 - one peer a process
    from django.conf import settings  # noqa: PLC0415 - one peer a process

    settings.configure(
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="a benchmark keeps no secret",  # noqa: S106 - a benchmark keeps no secret
        USE_TZ=True,
        INSTALLED_APPS=["rest_framework"],
        MIDDLEWARE=[f"{__name__}.django_headers"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE, "CONN_MAX_AGE": None}},
        REST_FRAMEWORK={
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
            "UNAUTHENTICATED_USER": None,
        },
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - Django must be set up first

    globals()["urlpatterns"] = [_django_route()]
    return get_wsgi_application()


def django_headers(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Add the headers, as a middleware of Django."""

    def add(request: Any) -> Any:
        answer = get_response(request)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return add


def _django_route() -> Any:
    from django.db import models  # noqa: PLC0415 - Django must be set up first
    from django.urls import path  # noqa: PLC0415 - Django must be set up first
    from rest_framework import authentication, exceptions, generics, serializers  # noqa: PLC0415 - as above
    from rest_framework.response import Response  # noqa: PLC0415 - Django must be set up first

    def table(name: str, columns: dict[str, Any]) -> Any:
        meta = type("Meta", (), {"app_label": "peer", "db_table": name, "managed": False})
        return type(name.title().replace("_", ""), (models.Model,), {**columns, "Meta": meta, "__module__": __name__})

    def words(**more: Any) -> Any:
        return models.CharField(max_length=200, **more)

    token = table(
        "api_token",
        {
            "id": words(primary_key=True),
            "person_id": words(),
            "token_hash": words(),
            "expires_at": models.DateTimeField(),
            "revoked_at": models.DateTimeField(null=True),
        },
    )
    person = table("person", {"id": words(primary_key=True), "disabled_at": models.DateTimeField(null=True)})
    right = table(
        "dossier_right",
        {
            "id": words(primary_key=True),
            "person_id": words(),
            "dossier_id": words(),
            "ended_at": models.DateTimeField(null=True),
        },
    )
    agreement = table(
        "agreement",
        {
            "id": words(primary_key=True),
            **{name: words(null=True) for name in ("dossier_id", "parent_id", "kind", "deed", "title", "legal_form")},
            "starts_on": models.DateField(null=True),
            "concluded_on": models.DateField(null=True),
            "version": models.IntegerField(),
        },
    )

    class Bearer(authentication.BaseAuthentication):
        def authenticate(self, request: Any) -> Any:
            scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
            digest = hashlib.sha256(secret.encode()).hexdigest()
            found = token.objects.filter(token_hash=digest).first() if scheme == "Bearer" else None
            if found is None or found.revoked_at or found.expires_at < now():
                raise exceptions.AuthenticationFailed
            who = person.objects.filter(id=found.person_id, disabled_at=None).first()
            if who is None:
                raise exceptions.AuthenticationFailed
            return who, found

    shape = type("Meta", (), {"model": agreement, "fields": list(FIELDS)})
    serializer = type("AgreementSerializer", (serializers.ModelSerializer,), {"Meta": shape})

    class AgreementList(generics.ListAPIView):
        authentication_classes = [Bearer]  # noqa: RUF012 - so DRF wants it
        serializer_class = serializer

        def get_queryset(self) -> Any:
            mine = right.objects.filter(person_id=self.request.user.id, ended_at=None).values("dossier_id")
            return agreement.objects.filter(dossier_id__in=mine).order_by("id")

        def list(self, request: Any, *_: Any, **__: Any) -> Any:
            page, size = int(request.query_params.get("page", 1)), int(request.query_params.get("pageSize", 50))
            found = list(self.get_queryset()[(page - 1) * size : page * size + 1])
            answer = Response(self.get_serializer(found[:size], many=True).data)
            answer["Link"] = links("/api/v1/agreements", page, size, more=len(found) > size)
            return answer

    return path("api/v1/agreements", AgreementList.as_view())
