"""The steps of the dialogue: announcement, rounds, sessions with minutes of both sides, what was told, the closing."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading import meetings
from partnerschapsakte.cases.loading.recording import Rank, as_actor, at, candidate_of, doing
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.dialogue import Course, Product, Progress, Round, Told
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger, rounds
from partnerschapsakte.dialogue.service import meetings as talks
from partnerschapsakte.foundation.occasion import Occasion

AT: Path = ("tender", "dialogue", "course")
SECTION = "dialogue"
ANNOUNCED = ("reduction", "reduction_criteria", "joint_sessions", "maximum_participants")


def steps(told: Course) -> Iterator[Step]:
    """Yield the dialogue by day."""
    content = {name: value for name, value in told.plain().items() if name in ANNOUNCED}
    planned = [{"topics": one.topics, "starts_on": one.starts_on, "ends_on": one.ends_on} for one in told.rounds]
    announcing = commands.AnnounceDialogue.model_validate({**content, "rounds": planned})
    yield Step(
        told.announced_on,
        Rank.ANNOUNCE,
        AT,
        doing(lambda stage: rounds.announce(*_at(stage, told.announced_on), announcing)),
    )
    for number, one in enumerate(told.rounds, start=1):
        yield from _opening(number, one)
    yield from meetings.steps(told)
    for key, item in told.told.items():
        yield from _item(key, item)
    yield from _afterwards(told)
    for number, one in enumerate(told.rounds, start=1):
        yield from _ending(number, one)
    yield from _closing(told)


def _at(stage: Stage, on: date) -> tuple[Session, Occasion, str]:
    return at(stage, on, SECTION)


def _opening(number: int, told: Round) -> Iterator[Step]:
    path: Path = (*AT, "rounds", number - 1)
    if number == 1:
        yield from _inviting(number, told)
    if opened_on := told.opened_on:
        opening = commands.OpenRound(opened_on=opened_on)
        yield Step(
            opened_on,
            Rank.START,
            (*path, "opened_on"),
            doing(lambda stage: rounds.open_round(*_at(stage, opened_on), number, opening)),
        )


def _inviting(number: int, told: Round) -> Iterator[Step]:
    """Yield the invitation: to the first round before the dialogue starts, to the next after the last was closed."""
    if invited := told.invited:
        inviting = commands.InviteToRound.model_validate(invited.plain("on"))
        yield Step(
            invited.on,
            Rank.ADMIT if number == 1 else Rank.CLOSE,
            (*AT, "rounds", number - 1, "invited"),
            doing(lambda stage: rounds.invite(*_at(stage, invited.on), number, inviting)),
        )


def _ending(number: int, told: Round) -> Iterator[Step]:
    path: Path = (*AT, "rounds", number - 1)
    if number > 1:
        yield from _inviting(number, told)
    if closed := told.closed:
        closing = commands.CloseRound(closed_on=closed.on, reason=closed.reason, passed_because=closed.passed_because)
        yield Step(
            closed.on,
            Rank.CLOSE,
            (*path, "closed"),
            doing(lambda stage: rounds.close_round(*_at(stage, closed.on), number, closing)),
        )
    if reduced := told.reduced:

        def reduce(stage: Stage) -> None:
            command = commands.ReduceParticipants(
                dropped=tuple(
                    commands.LeftOut(candidate_id=candidate_of(stage, key), reason=reason)
                    for key, reason in reduced.dropped.items()
                ),
                decided_on=reduced.on,
                passed_because=reduced.passed_because,
            )
            rounds.reduce(*_at(stage, reduced.on), number, command)

        yield Step(reduced.on, Rank.CLOSE, (*path, "reduced"), reduce)


def _item(key: str, told: Told) -> Iterator[Step]:
    path: Path = (*AT, "told", key)
    yield Step(told.told_on, Rank.MINUTES, path, _telling(key, told))
    if consent := told.consent:
        consenting = commands.ConsentToItem(proof=consent.proof or "")

        def agree(stage: Stage) -> None:
            who = stage.contact(consent.by) if consent.by else None
            where = as_actor(stage, consent.on, SECTION, who) if who else _at(stage, consent.on)
            ledger.consent_to_item(*where, _item_id(stage, key), consenting)

        yield Step(consent.on, Rank.MINUTES, (*path, "consent"), agree)
    if delivered_on := told.delivered_on:
        yield Step(
            delivered_on,
            Rank.MINUTES,
            (*path, "delivered_on"),
            doing(lambda stage: ledger.deliver_item(*_at(stage, delivered_on), _item_id(stage, key))),
        )


def _item_id(stage: Stage, key: str) -> str:
    return stage.known("told")[key]


def _telling(key: str, told: Told) -> Act:
    def act(stage: Stage) -> None:
        content = told.plain("consent", "delivered_on", "candidate")
        candidate = candidate_of(stage, told.candidate)
        command = commands.TellItem.model_validate({**content, "candidate_id": candidate})
        stage.known("told")[key] = ledger.tell_item(*_at(stage, told.told_on), command).id

    return act


def _noting(told: Product) -> Act:
    def act(stage: Stage) -> None:
        candidate = candidate_of(stage, told.candidate) if told.candidate else None
        command = commands.NoteProduct(
            kind=told.kind, title=told.title, text=told.text, state=told.state, candidate_id=candidate
        )
        talks.note_product(*_at(stage, told.on), command)

    return act


def _afterwards(told: Course) -> Iterator[Step]:
    for position, product in enumerate(told.products):
        yield Step(product.on, Rank.MINUTES, (*AT, "products", position), _noting(product))
    for position, change in enumerate(told.changes):
        noting = commands.NoteChange(what=change.what, place=change.place)
        yield Step(
            change.on,
            Rank.MINUTES,
            (*AT, "changes", position),
            doing(lambda stage, on=change.on, noting=noting: ending.note_change(*_at(stage, on), noting)),
        )
    if paid := told.compensation:
        deciding = commands.DecideCompensation.model_validate(paid.plain())
        yield Step(
            paid.decided_on,
            Rank.ADMIT,
            (*AT, "compensation"),
            doing(lambda stage: ending.decide_compensation(*_at(stage, paid.decided_on), deciding)),
        )
    for position, asked in enumerate(told.progress):
        yield from _progress(position, asked)


def _progress(position: int, told: Progress) -> Iterator[Step]:
    path: Path = (*AT, "progress", position)

    def ask(stage: Stage) -> None:
        command = commands.AskProgress(
            candidate_id=candidate_of(stage, told.candidate), requested_on=told.requested_on, question=told.question
        )
        stage.known("progress")[str(position)] = ending.ask_progress(*_at(stage, told.requested_on), command).id

    yield Step(told.requested_on, Rank.MINUTES, path, ask)
    if answered := told.answered:
        command = commands.AnswerProgress(text=answered.text)
        yield Step(
            answered.on,
            Rank.MINUTES,
            (*path, "answered"),
            doing(
                lambda stage: ending.answer_progress(
                    *_at(stage, answered.on), stage.known("progress")[str(position)], command
                )
            ),
        )


def _closing(told: Course) -> Iterator[Step]:
    if closing := told.closing:
        command = commands.EndDialogue.model_validate({**closing.plain("on"), "closed_on": closing.on})
        yield Step(
            closing.on,
            Rank.CLOSE,
            (*AT, "closing"),
            doing(lambda stage: ending.end_dialogue(*_at(stage, closing.on), command)),
        )
