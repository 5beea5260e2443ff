"""Adds the first people of an installation, who can then sign in and add the others."""

from sqlalchemy import Engine

from partnerschapsakte.access.schemas import RegisterPerson
from partnerschapsakte.access.service import register_person
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.actor import SYSTEM, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion


def add(engine: Engine, name: str, email: str, roles: list[str], password: str) -> None:
    """Register a person with a password; raises pydantic's ValidationError or a Refusal on bad input."""
    now = clock.now()
    command = RegisterPerson.model_validate(
        {"name": name, "email": email, "roles": [Role(role) for role in roles], "password": password}
    )
    with writing(engine)() as session:
        register_person(session, Occasion(SYSTEM, now, now), command)
