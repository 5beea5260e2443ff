"""An act for every provider that is refused at the second one leaves nothing of the first, on the page or in a row."""

from datetime import date
from typing import Any

import pytest
from argon2 import PasswordHasher
from litestar.testing import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from applications import application
from partnerschapsakte.access.schemas import SetPassword
from partnerschapsakte.access.service import passwords as access
from partnerschapsakte.contracts.models import ExtensionDecision
from partnerschapsakte.contracts.rules.kinds import Choice, ProviderRole
from partnerschapsakte.contracts.schemas import ProviderSeat
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from services.contracts.exemplum import agreement, decided, evaluated, on, settle

PASSWORD = "geheim genoeg voor een proef"  # noqa: S105 - of people who do not exist
SPRING = date(2022, 4, 4)


def test_an_act_refused_for_the_second_provider_leaves_nothing_of_the_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "ARGON2ID", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with writing(engine)() as session:
        at = settle(session)
        seats = tuple(ProviderSeat(party_id=party, role=ProviderRole.CONTRACTOR) for party in (at.eik, at.linde))
        akte = agreement(session, at, providers=seats).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        decided(session, at, akte, 1, date(2022, 4, 1), provider_id=at.linde, choice=Choice.LET_LAPSE)
        command = SetPassword.model_validate({"person_id": at.mandate_holder.id, "password": PASSWORD})
        access.set_password(session, on(SPRING, at.mandate_holder), command)

    def rows() -> tuple[int, ...]:
        with Session(engine) as session:
            written = select(JournalEntry).where(JournalEntry.tag != "access:act:refused")
            chosen = (select(ExtensionDecision), written, select(OutboxMessage))
            return tuple(len(session.scalars(one).all()) for one in chosen)

    app = application(engine, now=lambda: noon(SPRING), demo_password=PASSWORD)
    with TestClient[Any](app, raise_server_exceptions=False) as client:
        client.get("/inloggen")
        sent = {"form_token": client.cookies["formulier"]}
        client.post("/inloggen/demo", data={**sent, "person_id": at.mandate_holder.id})
        before = rows()
        typed = {**sent, "authority_id": at.exemplum, "choice": "extend", "reason": "De doelen zijn gehaald."}
        answer = client.post(f"/akten/{akte}/verlenging/1/besluit", data=typed)
        assert answer.status_code == 409
        assert "al besloten" in answer.text
        assert rows() == before
        assert client.get(f"/akten/{akte}").text.count("De doelen zijn gehaald.") == 1


def test_signing_out_takes_the_cookie_back_where_it_may_only_travel_safely(engine: Engine) -> None:
    app = application(engine, now=lambda: noon(SPRING), https=True)
    with TestClient[Any](app, base_url="https://testserver.example") as client:
        client.get("/inloggen")
        token = client.cookies["__Host-formulier"]
        answer = client.post("/uitloggen", data={"form_token": token}, follow_redirects=False)
        taken_back = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-sessie="))
        # A browser ignores a cookie whose name begins with __Host- unless it is secure and for the whole site.
        assert "Secure" in taken_back
        assert "Path=/" in taken_back
