"""Writes the dialogue of a dossier back as a case file has it."""

from base64 import b64encode
from datetime import date
from typing import Any, Final

from partnerschapsakte.cases.exporting.reading import Reading
from partnerschapsakte.cases.keys import kept
from partnerschapsakte.cases.queries import Line
from partnerschapsakte.correspondence.queries import letter_for
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.queries.rows import DialogueRound, PlannedSession, SessionMinutes, ToldItem
from partnerschapsakte.foundation.actor import SYSTEM


def written(reading: Reading) -> dict[str, Any]:
    """Return the whole dialogue; empty where nothing was announced."""
    found = rows.dialogue(reading.session, reading.dossier_id)
    announced = list(reading.of("dialogue:announced"))
    if not announced or found.announcement is None:
        return {}
    plan = found.announcement
    planned = [line.subject for line in reading.of("dialogue:session:planned")]
    told = [line.subject for line in reading.of("dialogue:item:told")]
    meetings, items = {one.id: one for one in found.meetings}, {one.id: one for one in found.items}
    return kept(
        announced_on=announced[-1].on,
        rounds=[_round(reading, one) for one in sorted(found.rounds, key=lambda one: one.number)],
        reduction=plan.reduction or None,
        reduction_criteria=plan.reduction_criteria,
        joint_sessions=plan.joint_sessions or None,
        maximum_participants=plan.maximum_participants,
        meetings={
            f"gesprek-{number}": _meeting(reading, found, meetings[one]) for number, one in enumerate(planned, start=1)
        },
        told={f"punt-{number}": _item(reading, found, items[one]) for number, one in enumerate(told, start=1)},
        products=_products(reading, found),
        changes=[
            {"on": line.on, "what": line.details["what"], "place": line.details["place"]}
            for line in reading.of("dialogue:change:noted")
        ],
        compensation=_compensation(found),
        progress=_progress(reading, found),
        closing=_closing(reading),
    )


def _letter(reading: Reading, line: Line) -> dict[str, str]:
    letter = letter_for(reading.session, SYSTEM, reading.dossier_id, line.details["letters"][0])
    return {"title": letter.title, "text": letter.text or ""}


def _round(reading: Reading, row: DialogueRound) -> dict[str, Any]:
    def of(tag: str) -> Line | None:
        return next((line for line in reading.of(tag) if line.details["round"] == row.number), None)

    invited, closed, reduced = of("dialogue:round:invited"), of("dialogue:round:closed"), of(REDUCED)
    return kept(
        topics=list(row.topics),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        invited=kept(on=invited.on, **_letter(reading, invited), passed_because=invited.details["passed_because"])
        if invited
        else None,
        opened_on=row.opened_on,
        closed=kept(on=closed.on, reason=row.closing_reason, passed_because=row.passed_because) if closed else None,
        reduced=_reduced(reading, reduced) if reduced else None,
    )


LARGEST_MINUTES: Final = 150_000
"""So many bytes of minutes fit in a case file, beside the rest of what it tells."""
REDUCED = "dialogue:participants:reduced"


def _reduced(reading: Reading, line: Line) -> dict[str, Any]:
    left_out = rows.dialogue(reading.session, reading.dossier_id).left_out
    return kept(
        on=line.on,
        dropped={reading.keys.candidates[one]: left_out[one].reason for one in line.details["candidates"]},
        passed_because=line.details["passed_because"],
    )


def _meeting(reading: Reading, found: rows.Dialogue, row: PlannedSession) -> dict[str, Any]:
    cancelled_on = reading.day("dialogue:session:cancelled", row.id)
    held = kept(on=row.held_on, attendees=row.attendees, attendee_roles=list(row.attendee_roles))
    seats = [one.candidate_id for one in found.seats[row.id]]
    versions = [one for seat in seats for one in found.minutes.get((row.id, seat), [])]
    outcomes = rows.outcomes(reading.session, found)
    return kept(
        planned_on=reading.day("dialogue:session:planned", row.id),
        round=row.round,
        candidate=None if row.joint else reading.keys.candidates[seats[0]],
        day=row.day,
        hour=row.hour,
        place=row.place,
        topics=list(row.topics),
        expected_roles=list(row.expected_roles),
        held=held if row.held_on else None,
        cancelled=kept(on=cancelled_on, reason=row.cancelled_because) if cancelled_on else None,
        experts=_experts(reading, found, row),
        minutes=[_minutes(reading, one) for one in versions],
        outcomes=[
            {
                "on": reading.day("dialogue:outcome:noted", candidate=seat, topic=one.topic),
                "candidate": reading.keys.candidates[seat],
                "topic": one.topic,
                "outcome": one.outcome,
            }
            for seat in seats
            for one in outcomes.get((row.id, seat), [])
        ],
    )


def _minutes(reading: Reading, row: SessionMinutes) -> dict[str, Any]:
    signed = {line.details["side"]: line for line in reading.of("dialogue:minutes:approved", row.id)}
    own = signed.get("participant")
    return kept(
        candidate=reading.keys.candidates[row.candidate_id],
        on=reading.day("dialogue:minutes:brought", row.id),
        **_said(reading, row),
        authority_on=signed["authority"].on if "authority" in signed else None,
        participant={"on": own.on, "by": reading.keys.people[own.actor_id]} if own else None,
    )


def _said(reading: Reading, row: SessionMinutes) -> dict[str, Any]:
    """Return the text of minutes or their file; what is too large for a case file is named by its hash."""
    if row.media_type is None:
        return {"text": row.text}
    kept_file = rows.minutes_file(reading.session, row)
    if len(kept_file.body) > LARGEST_MINUTES:
        return {"text": f"{row.text}\n\nBestand {kept_file.file_name} (sha256 {row.sha256})".strip()}
    content = b64encode(kept_file.body).decode()
    return kept(text=row.text, file={"name": kept_file.file_name, "content": content})


def _experts(reading: Reading, found: rows.Dialogue, row: PlannedSession) -> list[dict[str, Any]]:
    """Return who came along by experience under a label; the name behind it stays in the dossier (rule 67)."""
    waiting = [one for one, _ in rows.experts(reading.session, found).get(row.id, [])]
    told: list[dict[str, Any]] = []
    for line in reading.of("dialogue:expert:expected", row.id):
        one = next(one for one in waiting if one.label == line.details["label"])
        waiting.remove(one)
        days = {name: getattr(one, name) for name in ("preparation_on", "debriefing_on", "payment_on")}
        told.append(kept(on=line.on, label=one.label, **days, note=one.note))
    return told


def _products(reading: Reading, found: rows.Dialogue) -> list[dict[str, Any]]:
    """Return what the dialogue brought forth as it stands, in the order in which it was first noted."""
    made = {one.id: one for one in rows.products(reading.session, found)}
    first: dict[str, date] = {}
    for line in reading.of("dialogue:product:noted"):
        first.setdefault(line.subject, line.on)
    return [
        kept(
            on=on,
            kind=made[one].kind.value,
            title=made[one].title,
            text=made[one].text,
            state=made[one].state.value,
            candidate=reading.keys.candidates.get(made[one].candidate_id or ""),
        )
        for one, on in first.items()
    ]


def _item(reading: Reading, found: rows.Dialogue, row: ToldItem) -> dict[str, Any]:
    given = next(iter(reading.of("dialogue:consent:given", row.id)), None)
    consent = found.consents.get(row.id)
    by = reading.keys.people.get(given.actor_id) if given and consent and not consent.proof else None
    return kept(
        round=row.round,
        candidate=reading.keys.candidates[row.candidate_id],
        told_on=row.told_on,
        title=row.title,
        text=row.text,
        sharing=row.sharing.value,
        reason=row.reason,
        deliver_by=row.deliver_by,
        is_idea=row.idea_of is not None or None,
        consent=kept(on=given.on, by=by, proof=consent.proof) if given and consent else None,
        delivered_on=reading.day("dialogue:item:delivered", row.id),
    )


def _compensation(found: rows.Dialogue) -> dict[str, Any] | None:
    paid = found.compensation
    if paid is None:
        return None
    return kept(decided_by=paid.decided_by, decided_on=paid.decided_on, amount=paid.amount, reason=paid.reason)


def _progress(reading: Reading, found: rows.Dialogue) -> list[dict[str, Any]]:
    asked = {one.id: one for one in rows.requests(reading.session, found)}
    told: list[dict[str, Any]] = []
    for line in reading.of("dialogue:progress:asked"):
        row = asked[line.subject]
        answered = next(iter(reading.of("dialogue:progress:answered", row.id)), None)
        text = _letter(reading, answered)["text"] if answered else None
        told.append(
            kept(
                candidate=reading.keys.candidates[row.candidate_id],
                requested_on=row.requested_on,
                question=row.question,
                answered=kept(on=answered.on, text=text) if answered else None,
            )
        )
    return told


def _closing(reading: Reading) -> dict[str, Any] | None:
    line = next(iter(reading.of("dialogue:ended")), None)
    if line is None:
        return None
    names = ("nothing_because", "passed_because")
    return kept(on=line.on, **_letter(reading, line), **{name: line.details[name] for name in names})
