"""What people type in the forms of the design, as the commands that it stands for."""

from typing import Annotated

from pydantic import AfterValidator, Field

from partnerschapsakte.design.rules.facts import Affected, DesignOption, DesignSubject, FitAnswer, FitQuestion
from partnerschapsakte.design.schemas import (
    AnswerFit,
    DesignView,
    HoldConsultation,
    MakeChoice,
    PlanConsultation,
    WriteImpact,
    WritePrinciples,
)
from partnerschapsakte.foundation.fields import (
    Command,
    Day,
    Line,
    OptionalLine,
    OptionalText,
    Reason,
    Text,
    Unacceptable,
)
from partnerschapsakte.foundation.sentences import say


def lines(text: str) -> tuple[str, ...]:
    """Return what stands on each line that is not empty, once."""
    return tuple(dict.fromkeys(one.strip() for one in text.splitlines() if one.strip()))


LONGEST_NAME = 400


def _names(text: str) -> str:
    if any(len(one) > LONGEST_NAME for one in lines(text)):
        raise Unacceptable(say("Write each name on a line of its own."))
    return text


Names = Annotated[OptionalText, AfterValidator(_names)]


class TickedOption(Command):
    """An option that was ticked."""

    option: DesignOption


class TypedChoice(Command):
    """A choice as a person makes it: options ticked, a text and the reason."""

    options: tuple[TickedOption, ...] = ()
    text: OptionalText = ""
    reason: Reason

    def command(self, subject: DesignSubject) -> MakeChoice:
        """Return the choice."""
        ticked = tuple(one.option for one in self.options)
        return MakeChoice(subject=subject, options=ticked, text=self.text, reason=self.reason)


class TypedPrinciples(Command):
    """The guiding principles, one on each line."""

    principles: Text
    reason: Reason

    def command(self) -> WritePrinciples:
        """Return the principles."""
        return WritePrinciples(principles=lines(self.principles), reason=self.reason)


class TypedImpact(Command):
    """What the assignment means for each."""

    residents: OptionalText = ""
    council: OptionalText = ""
    organisation: OptionalText = ""
    providers: OptionalText = ""

    def commands(self, view: DesignView) -> tuple[WriteImpact, ...]:
        """Return what is new."""
        before = {one.affected: one.text for one in view.impact}
        typed = {affected: str(getattr(self, affected.value)) for affected in Affected}
        return tuple(
            WriteImpact(affected=affected, text=text)
            for affected, text in typed.items()
            if text and text != before[affected]
        )


class TypedAnswer(Command):
    """A question with the answer and the reason."""

    question: FitQuestion
    answer: FitAnswer
    reason: Reason


class TypedFit(Command):
    """The checklist; a question of which the answer or the reason is empty is not answered yet."""

    answers: Annotated[tuple[TypedAnswer, ...], Field(max_length=40)] = ()

    def commands(self, view: DesignView) -> tuple[AnswerFit, ...]:
        """Return what is new."""
        before = {one.question: (one.answer, one.reason) for one in view.fit}
        return tuple(
            AnswerFit(question=one.question, answer=one.answer, reason=one.reason)
            for one in self.answers
            if before[one.question] != (one.answer, one.reason)
        )


class TypedPlan(Command):
    """A market consultation as a person plans it: names one on each line."""

    title: Line
    questions: Text
    planned_on: Day
    announced: OptionalLine = ""
    invited: Names = ""

    def command(self) -> PlanConsultation:
        """Return the plan."""
        return PlanConsultation(
            title=self.title,
            questions=self.questions,
            planned_on=self.planned_on,
            announced=self.announced,
            invited=lines(self.invited),
        )


class TypedAttendance(Command):
    """Who came to a market consultation: names one on each line."""

    held_on: Day
    attended: Names = ""

    def command(self) -> HoldConsultation:
        """Return what happened."""
        return HoldConsultation(held_on=self.held_on, attended=lines(self.attended))
