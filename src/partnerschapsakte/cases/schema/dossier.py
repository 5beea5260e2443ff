"""The dossier of a case file: what the assignment is, and who looks after it."""

from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key, Keys
from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.foundation.fields import Code, Day, Email, Line, Ocid, Text


class Case(Element):
    """What this file is: its name, what it shows, and where its facts come from."""

    name: Key
    title: Line
    description: Text | None = None
    sources: tuple[Line, ...] = ()


class DesignChoices(Element):
    """The six choices of the handreiking, each in a few sentences."""

    scope: Text | None = None
    partnership: Text | None = None
    access: Text | None = None
    accountability: Text | None = None
    funding: Text | None = None
    contract: Text | None = None


Days = Annotated[int, Field(ge=0, le=366)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Planning(Element):
    """Lead times that differ from the defaults, in calendar days, and the recess in which no body meets."""

    letter_days: Days | None = None
    college_days: Days | None = None
    joint_session_days: Days | None = None
    evaluation_days: Days | None = None
    recess_from: MonthDay | None = None
    recess_until: MonthDay | None = None


class Dossier(Element):
    """One assignment. ``opened_on`` is the day it came into the program; by default the first day of the file."""

    reference: Code
    ocid: Ocid | None = None
    title: Line
    summary: Text | None = None
    phase: Phase
    opened_on: Day | None = None
    authorities: Annotated[Keys, Field(min_length=1, description="The first one leads.")]
    design_choices: DesignChoices | None = None
    principles: tuple[Text, ...] = ()
    posts: dict[Post, Keys] = Field(default_factory=dict[Post, Keys])
    role_mailbox: Email
    planning: Planning | None = None


class DecisionElsewhere(Element):
    """A decision taken outside the program: by which body, when, under which number, in which file."""

    authority: Key | None = None
    body: DecisionBody
    subject: Line
    decided_on: Day
    case_number: Code
    file: Line
