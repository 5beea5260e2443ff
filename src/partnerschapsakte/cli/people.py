"""Adds the first people of an installation, who can then sign in and add the others."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import Engine

from partnerschapsakte.access.schemas import RegisterPerson
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.cases.complaints import complaint
from partnerschapsakte.foundation import clock, language
from partnerschapsakte.foundation.actor import SYSTEM, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal


def add(engine: Engine, name: str, email: str, roles: list[Role], password: str) -> tuple[str, ...]:
    """Register a person with a password; return what is wrong with the input, which is nothing when it is done."""
    now = clock.now()
    try:
        command = RegisterPerson.model_validate({"name": name, "email": email, "roles": roles, "password": password})
    except ValidationError as error:
        return tuple(_told(detail) for detail in error.errors())
    try:
        with writing(engine)() as session:
            register_person(session, Occasion(SYSTEM, now, now), command)
    except Refusal as refusal:
        return (language.tell(refusal.message, language.DUTCH),)
    return ()


def _told(detail: ErrorDetails) -> str:
    sentence, _ = complaint(detail, known=())
    return f"{detail['loc'][0]}: {language.tell(sentence, language.DUTCH)}"
