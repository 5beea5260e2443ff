"""When a round is invited to, opened, closed and followed by fewer participants, and what stands in the way."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from partnerschapsakte.dialogue.rules.facts import DialogueFacts, MeetingState, RoundFacts, RoundState
from partnerschapsakte.dialogue.rules.warnings import conflict, invalid, warning
from partnerschapsakte.foundation.outcomes import Finding, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.procedure import why_not_go_on, why_not_happened

ENOUGH_INVITED, ENOUGH_REMAINING = 3, 2


def why_not_talk(dialogue: DialogueFacts) -> Refusal | None:
    """Say why nothing happens in this dialogue any more, or None (rule 21)."""
    if refusal := why_not_go_on(dialogue.tender):
        return refusal
    if not dialogue.is_closed:
        return None
    return conflict(
        "dialogue_closed",
        say(
            "The dialogue was closed on {day}: after that nobody talks about the tender.",
            day=dialogue.tender.dialogue_closed_on or date.max,
        ),
        rule="21",
        article="Aw 2.111(5)",
    )


def why_not_reach(unreached: Sequence[str], *, rule: str | None, article: str) -> Refusal | None:
    """Say who would be left out of a letter to all, or None: one moment for all, or for nobody."""
    if not unreached:
        return None
    return conflict(
        "somebody_left_out",
        say("{names} would not hear of it: nobody stands for them in this dossier.", names=", ".join(unreached)),
        rule=rule,
        article=article,
        remedy=say("Give somebody of that organisation the role of provider contact first."),
    )


def why_not_invite(dialogue: DialogueFacts, number: int, *, unreached: Sequence[str] = ()) -> Refusal | None:
    """Say why a round cannot be invited to, or None if it can: after its announcement, all at one moment."""
    if refusal := why_not_talk(dialogue):
        return refusal
    if dialogue.announcement is None:
        return conflict(
            "dialogue_not_announced",
            say("The rounds and topics are announced before anybody is invited."),
            rule="14",
            article="Aw 2.110(3), 2.111(3)",
            remedy=say("Write the announcement first."),
        )
    found = dialogue.round(number)
    if found is None:
        return no_such_round(number)
    if found.state is not RoundState.PLANNED:
        return conflict("round_invited", say("The invitations to round {round} are sent.", round=number))
    if refusal := _why_not_after_earlier(dialogue, number):
        return refusal
    if not dialogue.remaining:
        return conflict("nobody_in", say("No candidate is admitted to the dialogue."))
    most = dialogue.announcement.maximum_participants
    if most is not None and len(dialogue.remaining) > most:
        message = say(
            "{count} candidates are in; {most} at most were announced.", count=len(dialogue.remaining), most=most
        )
        return conflict("too_many_in", message, rule="14", article="Aw 2.110(3)")
    return why_not_reach(unreached, rule=None, article="Aw 2.105")


def of_invitation(dialogue: DialogueFacts) -> tuple[Finding, ...]:
    """Say what to look at before a round is invited to: rule 17."""
    count, enough = len(dialogue.remaining), ENOUGH_REMAINING
    if not any(one.invited for one in dialogue.rounds):
        enough = ENOUGH_INVITED
    if count >= enough:
        return ()
    message = say("{count} candidates are invited; competition asks for {enough}.", count=count, enough=enough)
    return (warning(message, "17", "Aw 2.99(3), 2.111(2)"),)


def why_not_open(dialogue: DialogueFacts, number: int, opened_on: date, *, today: date) -> Refusal | None:
    """Say why a round cannot have begun on this day, or None if it can."""
    if refusal := why_not_talk(dialogue):
        return refusal
    if dialogue.tender.dialogue_started_on is None:
        return conflict(
            "dialogue_not_open",
            say("The dialogue has not begun."),
            rule="21",
            article="Aw 2.111(5)",
            remedy=say("Record the first day of the dialogue first."),
        )
    found = dialogue.round(number)
    if found is None:
        return no_such_round(number)
    if found.state is RoundState.PLANNED:
        return conflict(
            "round_not_invited",
            say("Nobody is invited to round {round} yet.", round=number),
            article="Aw 2.105",
            remedy=say("Invite all participants first."),
        )
    if found.state is not RoundState.INVITED:
        return conflict("round_opened", say("Round {round} has begun already.", round=number))
    after = max(day for day in (dialogue.tender.dialogue_started_on, _closed_before(dialogue, number)) if day)
    return why_not_happened(opened_on, today, after=after, what=say("what comes before it was not over"))


def blockers(dialogue: DialogueFacts, number: int) -> Iterator[Refusal]:
    """Yield everything that keeps a round open, for its page; the first is why it cannot be closed."""
    for one in dialogue.meetings:
        if one.round == number and one.state is MeetingState.PLANNED:
            yield conflict(
                "session_planned",
                say("The session of {day} is neither held nor cancelled.", day=one.day),
                remedy=say("Record that it was held, or cancel it with a reason."),
            )
    yield from _without_minutes(dialogue, number)
    if dialogue.reduces:
        yield from _owed(dialogue, number)


def _without_minutes(dialogue: DialogueFacts, number: int) -> Iterator[Refusal]:
    for one in dialogue.meetings:
        if one.round == number and one.state is MeetingState.HELD:
            for name in one.unapproved:
                yield conflict(
                    "minutes_not_approved",
                    say("The minutes of {day} with {name} are not approved by both sides.", day=one.day, name=name),
                    rule="18",
                    article="Aw 2.52b(3)",
                    remedy=say("Let both sides approve the minutes first."),
                )


def _owed(dialogue: DialogueFacts, number: int | None) -> Iterator[Refusal]:
    """Yield what is owed to all; where places are fewer than participants, that blocks (rule 20)."""
    owed = sum(one.is_owed and number in {None, one.round} for one in dialogue.items)
    if owed:
        yield conflict(
            "information_owed",
            say("{count} items that are for all did not go to all yet.", count=owed),
            rule="20",
            article="Aw 1.8, 2.110(6)",
            remedy=say("Send them to all first: a reduction is announced, so everybody must know the same."),
        )


def why_not_close(dialogue: DialogueFacts, number: int, closed_on: date, *, today: date) -> Refusal | None:
    """Say why a round cannot have been closed on this day, or None if it can."""
    refusal = why_not_talk(dialogue)
    if refusal:
        return refusal
    found = dialogue.round(number)
    if found is None:
        return no_such_round(number)
    if found.state is not RoundState.OPEN or found.opened_on is None:
        return conflict("round_not_open", say("Round {round} is not open.", round=number))
    held = [one.day for one in dialogue.meetings if one.round == number and one.state is MeetingState.HELD]
    return next(blockers(dialogue, number), None) or why_not_happened(
        closed_on, today, after=max([found.opened_on, *held]), what=say("a conversation was still held")
    )


def of_closing(dialogue: DialogueFacts, number: int) -> tuple[Finding, ...]:
    """Say what to look at before a round is closed: rule 20, and the same time for everybody."""
    found: list[Finding] = []
    if not dialogue.reduces:
        found += [warning(one.message, one.rule, one.article) for one in _owed(dialogue, number)]
    met = {
        one for talk in dialogue.meetings if talk.round == number and talk.state is MeetingState.HELD
        for one in talk.candidates
    }  # fmt: skip
    for one in dialogue.remaining:
        if one.id not in met:
            message = say("{name} had no session in round {round}.", name=one.name, round=number)
            found.append(warning(message, None, "Aw 1.8"))
    return tuple(found)


def why_not_reduce(
    dialogue: DialogueFacts, number: int, dropped: Collection[str], *, unreached: Sequence[str] = ()
) -> Refusal | None:
    """Say why these participants cannot be left out after a round, or None if they can (rule 15)."""
    if refusal := why_not_talk(dialogue):
        return refusal
    if not dialogue.reduces:
        return conflict(
            "reduction_not_announced",
            say("No reduction was announced: all participants go on."),
            rule="15",
            article="Aw 2.111(1)(3)",
        )
    found = dialogue.round(number)
    if found is None:
        return no_such_round(number)
    if found.state is not RoundState.CLOSED:
        message = say("Round {round} is not closed: a reduction comes between rounds.", round=number)
        return conflict("round_not_closed", message, rule="15", article="Aw 2.111(1)(3)")
    later = dialogue.round(number + 1)
    if later is not None and later.state is not RoundState.PLANNED:
        message = say("The invitations to round {round} are sent.", round=number + 1)
        return conflict("next_round_invited", message, rule="15", article="Aw 2.111(1)(3)")
    if len(set(dropped)) != len(dropped) or not all(dialogue.takes_part(one) for one in dropped):
        return invalid("candidate_not_in", say("Choose participants that are in, each once."))
    if len(dropped) >= len(dialogue.remaining):
        return invalid("nobody_left", say("Somebody has to go on."), rule="17", article="Aw 2.111(2)")
    return why_not_reach(unreached, rule="15", article="Aw 2.111")


def of_reduction(dialogue: DialogueFacts, dropped: Collection[str]) -> tuple[Finding, ...]:
    """Say what to look at before participants are left out: rule 17."""
    left = len(dialogue.remaining) - len(dropped)
    if left >= ENOUGH_REMAINING:
        return ()
    return (warning(say("{count} participant remains; competition asks for two.", count=left), "17", "Aw 2.111(2)"),)


def why_not_end(dialogue: DialogueFacts, *, unreached: Sequence[str] = ()) -> Refusal | None:
    """Say why the dialogue cannot be closed, or None if it can: with notice to all who are in (rule 21)."""
    if refusal := why_not_talk(dialogue):
        return refusal
    if dialogue.tender.dialogue_started_on is None:
        return conflict("dialogue_not_open", say("The dialogue has not begun."), rule="21", article="Aw 2.111(5)")
    for one in dialogue.rounds:
        if one.state in {RoundState.INVITED, RoundState.OPEN}:
            return conflict(
                "round_open",
                say("Round {round} is not closed.", round=one.number),
                rule="21",
                article="Aw 2.111(5)",
                remedy=say("Close the round first."),
            )
    if dialogue.reduces and (refusal := next(_owed(dialogue, None), None)):
        return refusal
    return why_not_reach(unreached, rule="21", article="Aw 2.111(5)")


def of_end(dialogue: DialogueFacts, nothing_because: str | None) -> tuple[Finding, ...]:
    """Say what to look at before the dialogue is closed."""
    found: list[Finding] = []
    if not dialogue.reduces:
        found += [warning(one.message, one.rule, one.article) for one in _owed(dialogue, None)]
    if skipped := [one.number for one in dialogue.rounds if one.state is RoundState.PLANNED]:
        message = say("Round {round} was announced and did not take place.", round=skipped[0])
        found.append(warning(message, "14", "Aw 2.110(3)"))
    if not dialogue.changes and not nothing_because:
        message = say("Nothing is written down on what the dialogue changes in the specification.")
        found.append(warning(message, None, "Aw 2.111(4)"))
    return (*found, *of_compensation(dialogue))


def of_compensation(dialogue: DialogueFacts) -> tuple[Finding, ...]:
    """Say that nobody decided on a compensation (rule 68)."""
    if dialogue.compensation_decided or dialogue.announcement is None:
        return ()
    return (warning(say("No decision is recorded on a compensation for taking part."), "68", "Aw 1.10(2)(g)"),)


def no_such_round(number: int) -> Refusal:
    """Say that a round was not announced."""
    return Refusal(Why.NOT_FOUND, "round_not_found", say("There is no round {round}.", round=number))


def _why_not_after_earlier(dialogue: DialogueFacts, number: int) -> Refusal | None:
    for one in dialogue.rounds:
        if one.number < number and one.state is not RoundState.CLOSED:
            return conflict(
                "earlier_round_open",
                say("Round {round} is not closed.", round=one.number),
                remedy=say("Close the round first."),
            )
    return None


def _closed_before(dialogue: DialogueFacts, number: int) -> date | None:
    earlier: list[RoundFacts] = [one for one in dialogue.rounds if one.number < number]
    return max((one.closed_on for one in earlier if one.closed_on is not None), default=None)
