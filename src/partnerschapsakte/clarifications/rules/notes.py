"""What may go into a clarification note and when it may be published: rules 8 and 9 (Aw 2.53, 2.54), and nameless."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionFacts, QuestionState
from partnerschapsakte.clarifications.rules.questions import answers
from partnerschapsakte.dates import deadlines
from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.procedure import why_not_go_on

SHORTEST_NAME = 3
BESIDE_THE_NAME = re.compile(
    r"\([^)]*\)|\b(?:stichting|vereniging|co[öo]peratie|maatschap|combinatie|groep|b\.?v\.?|n\.?v\.?|u\.?a\.?)(?!\w)",
    re.IGNORECASE,
)
"""What stands in the name of an organisation and does not tell it from others."""


def deadline_of(tender: TenderFacts, today: date) -> date | None:
    """Return the deadline that answers of today are for: the first that has not passed, else the last that did."""
    known = sorted(day for day in (tender.requests_due_on, tender.tender_due_on) if day is not None)
    return next((day for day in known if day >= today), tender.tender_due_on)


def answers_due(tender: TenderFacts, today: date) -> Explained | None:
    """Return by when answers are published for that deadline (rule 9)."""
    due_on = deadline_of(tender, today)
    return None if due_on is None else deadlines.questions(due_on).publish_by


def is_in_time(question: QuestionFacts, tender: TenderFacts) -> bool:
    """Tell whether a question was asked in time to be answered ten days before its deadline."""
    due = answers_due(tender, question.asked_on)
    return due is None or question.asked_on <= due.on


def why_late(tender: TenderFacts, today: date) -> Refusal | None:
    """Say why answers come too late today, or None if they do not (rule 9, Aw 2.54(1)); there is no shorter term."""
    due = answers_due(tender, today)
    if due is None or today <= due.on:
        return None
    return Refusal(
        Why.CONFLICT,
        "answers_late",
        say("Answers are published at least ten days before the deadline: {day} was the last day.", day=due.on),
        rule="9",
        article="Aw 2.54(1)",
        remedy=say("Move the deadline for all, or let a mandate holder of every authority publish it with a reason."),
    )


def why_not_publish_now(
    actor: Actor, tender: TenderFacts, *, late_because: str | None, may_override: bool, today: date
) -> Refusal | None:
    """Say why no note can be published today, whatever is in it, or None if one can."""
    if not answers(actor):
        return Refusal(
            Why.NOT_PERMITTED,
            "notes_not_permitted",
            say("Your role does not include publishing clarification notes."),
            remedy=say("Ask the procurement officer of the dossier."),
        )
    if refusal := why_not_go_on(tender):
        return refusal
    late = why_late(tender, today)
    return None if late_because and may_override else late


def why_not_publish(
    chosen: Sequence[QuestionFacts], findings: Sequence[Finding], *, named_because: str | None
) -> Refusal | None:
    """Say why these questions cannot be a note, or None if they can."""
    if not chosen:
        return Refusal(
            Why.CONFLICT,
            "nothing_to_publish",
            say("No question is ready to be answered to all."),
            rule="8",
            article="Aw 2.53",
            remedy=say("Answer a question first."),
        )
    for question in chosen:
        if not question.is_ready:
            return _why_not_in_note(question)
    if findings and not named_because:
        return Refusal(
            Why.CONFLICT,
            "asker_named",
            say("What looks like the name of an asker stands in the note: others would see who asked."),
            rule="19",
            article="Aw 2.57",
            remedy=say("Change the wording, or record why the name may stand there."),
        )
    return None


def _why_not_in_note(question: QuestionFacts) -> Refusal:
    undecided = question.confidentiality is Confidentiality.ASKED
    if undecided or question.confidentiality is Confidentiality.GRANTED:
        code, message = "confidentiality_undecided", say("Decide first whether it is answered to its asker alone.")
        if not undecided:
            code, message = "question_confidential", say("A confidential question is answered to its asker alone.")
        return Refusal(Why.CONFLICT, code, message, rule="8", article="Aw 2.53, 2.57")
    message = say("Only a question that has an answer, and was not answered before, goes into a note.")
    code = "question_unanswered" if question.state is QuestionState.OPEN else "question_not_ready"
    return Refusal(Why.CONFLICT, code, message, rule="8", article="Aw 2.53")


def findings(chosen: Sequence[QuestionFacts]) -> tuple[Finding, ...]:
    """Warn where the name of an asker stands in what would be published: of this question, or of another in it."""
    askers = {question.asker for question in chosen if question.asker}
    return tuple(found for question in chosen for found in _of_question(question, sorted(askers)))


def _of_question(question: QuestionFacts, askers: Sequence[str]) -> Iterator[Finding]:
    told = f"{question.about}\n{question.text}\n{question.answer}"
    for asker in askers:
        for part in parts_of_name(asker):
            if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", told, re.IGNORECASE):
                message: Sentence = say(
                    "“{name}” stands in the question or the answer: it may tell who asked.", name=part
                )
                yield Finding(level=Level.WARNING, message=message, rule="19", source="Aw 2.57", where=question.id)
                break


def parts_of_name(name: str) -> tuple[str, ...]:
    """Return what tells an organisation from others: its whole name, and the name without its legal form."""
    whole = " ".join(name.split())
    bare = " ".join(BESIDE_THE_NAME.sub(" ", whole).split()).strip(" ,.")
    return tuple(dict.fromkeys(part for part in (whole, bare) if len(part) >= SHORTEST_NAME))
