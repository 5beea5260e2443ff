"""Who asks, answers, leaves out and withdraws a question, and why not (rules 8, 19 and 25; Aw 2.53, 2.57)."""

from datetime import date

from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionFacts, QuestionState
from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.procedure import why_not_go_on, why_not_happened

OVER = {
    QuestionState.PUBLISHED: say("This question was answered to all."),
    QuestionState.ANSWERED_ALONE: say("This question was answered to its asker."),
    QuestionState.WITHDRAWN: say("This question was withdrawn."),
}


def stands_for_party(actor: Actor) -> bool:
    """Tell whether this actor asks and reads here for a candidate, whatever else they may be."""
    return actor.may_act_as(Role.PROVIDER_CONTACT)


def reads_all(actor: Actor) -> bool:
    """Tell whether this actor reads every question, with who asked it."""
    return actor.reads_file and not stands_for_party(actor)


def answers(actor: Actor) -> bool:
    """Tell whether this actor answers for the authority."""
    return actor == SYSTEM or (actor.may_act_as(*KEEPERS) and not stands_for_party(actor))


def may_read(actor: Actor, party_id: str | None) -> bool:
    """Tell whether this actor may know of a question that this party asked (rule 19)."""
    if stands_for_party(actor):
        return actor.party_id is not None and party_id == actor.party_id
    return actor.reads_file


def may_read_notes(actor: Actor) -> bool:
    """Tell whether this actor reads the published notes: the authority's side, and every candidate."""
    return reads_all(actor) or (stands_for_party(actor) and actor.party_id is not None)


def why_not_come_in(actor: Actor) -> Refusal | None:
    """Say why this actor asks no questions here, or None if they do."""
    if answers(actor) or (stands_for_party(actor) and actor.party_id is not None):
        return None
    return _not_permitted()


def why_not_ask(actor: Actor, tender: TenderFacts, asked_on: date, *, today: date) -> Refusal | None:
    """Say why a question cannot have been asked on this day, or None if it can: until the one deadline (rule 25)."""
    if refusal := why_not_come_in(actor) or why_not_go_on(tender):
        return refusal
    if tender.published_on is None:
        return Refusal(
            Why.CONFLICT,
            "tender_not_published",
            say("Questions are asked about what was published."),
            remedy=say("Record first that the call was published."),
        )
    due_on = tender.tender_due_on
    if due_on is not None and asked_on > due_on:
        return Refusal(
            Why.CONFLICT,
            "questions_closed",
            say("The tenders were due on {day}: no more questions are taken.", day=due_on),
            rule="25",
            article="Aw 2.54",
        )
    return why_not_happened(asked_on, today, after=tender.published_on, what=say("the call was not yet published"))


def why_not_tell_who(actor: Actor, *, told: bool) -> Refusal | None:
    """Say why a candidate does not say who asks, when and along which way: the program knows (rule 25)."""
    if not (told and stands_for_party(actor)):
        return None
    return Refusal(
        Why.INVALID,
        "asker_not_asked",
        say("You ask for your own organisation, now; something else cannot be chosen."),
        rule="19",
        article="Aw 2.57",
    )


def why_not_decide(actor: Actor, question: QuestionFacts) -> Refusal | None:
    """Say why it cannot be decided whether this question is answered to its asker alone, or None if it can."""
    if refusal := _why_not_work_on(actor, question):
        return refusal
    match question.confidentiality:
        case Confidentiality.ASKED:
            return None
        case Confidentiality.NOT_ASKED:
            return _conflict_of("confidentiality_not_asked")
        case _:
            return _conflict_of("confidentiality_decided")


def why_not_draft(actor: Actor, question: QuestionFacts) -> Refusal | None:
    """Say why this question cannot get an answer, or another one, or None if it can."""
    return _why_not_work_on(actor, question)


def why_not_leave_out(actor: Actor, question: QuestionFacts) -> Refusal | None:
    """Say why this question cannot be left out of the notes, or None if it can; the reason is logged (rule 8)."""
    if refusal := _why_not_work_on(actor, question):
        return refusal
    return _conflict_of("left_out_already") if question.left_out else None


def why_not_take_back(actor: Actor, question: QuestionFacts) -> Refusal | None:
    """Say why this question cannot come back from being left out, or None if it can."""
    if refusal := _why_not_work_on(actor, question):
        return refusal
    return None if question.left_out else _conflict_of("not_left_out")


def why_not_answer_alone(actor: Actor, question: QuestionFacts) -> Refusal | None:
    """Say why this question cannot be answered to its asker alone, or None if it can.

    Only where that was granted: what is answered to one and not to all favours one (rules 8 and 20, Aw 2.53).
    """
    if refusal := _why_not_work_on(actor, question):
        return refusal
    if question.confidentiality is not Confidentiality.GRANTED:
        return Refusal(
            Why.CONFLICT,
            "answer_to_all",
            say("Only a question of which the confidentiality was granted is answered to its asker alone."),
            rule="8",
            article="Aw 2.53",
            remedy=say("Answer it to all in a note."),
        )
    return None if question.answer else _conflict_of("answer_missing")


def why_not_withdraw(actor: Actor, question: QuestionFacts) -> Refusal | None:
    """Say why this question cannot be withdrawn, or None if it can: until it was answered to all."""
    if refusal := why_not_come_in(actor):
        return refusal
    return _why_over(question)


def _why_not_work_on(actor: Actor, question: QuestionFacts) -> Refusal | None:
    if not answers(actor):
        return _not_permitted()
    return _why_over(question)


def _why_over(question: QuestionFacts) -> Refusal | None:
    return Refusal(Why.CONFLICT, "question_over", OVER[question.state]) if question.is_over else None


CONFLICTS = {
    "confidentiality_not_asked": say("The asker did not ask for an answer to them alone."),
    "confidentiality_decided": say("It was decided before whether this question is answered to its asker alone."),
    "left_out_already": say("This question is left out of the notes already."),
    "not_left_out": say("This question is not left out of the notes."),
    "answer_missing": say("This question has no answer yet."),
}


def _conflict_of(code: str) -> Refusal:
    return Refusal(Why.CONFLICT, code, CONFLICTS[code])


def _not_permitted() -> Refusal:
    return Refusal(
        Why.NOT_PERMITTED,
        "questions_not_permitted",
        say("Your role does not include asking or answering questions in this dossier."),
        remedy=say("Ask the procurement officer of the dossier."),
    )


def question_not_found() -> Refusal:
    """Return the refusal for a question that does not exist, or not for who asks: the same words for both."""
    return Refusal(Why.NOT_FOUND, "question_not_found", say("There is no such question."))


def note_not_found() -> Refusal:
    """Return the refusal for a note that does not exist, or not for who asks."""
    return Refusal(Why.NOT_FOUND, "note_not_found", say("There is no such clarification note."))
