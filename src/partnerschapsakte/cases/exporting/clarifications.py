"""Writes the questions and the notes of a dossier back as a case file has them."""

from typing import Any

from partnerschapsakte.cases.exporting.reading import Reading
from partnerschapsakte.cases.keys import kept
from partnerschapsakte.clarifications import queries
from partnerschapsakte.clarifications.queries import Question
from partnerschapsakte.clarifications.rules.facts import Confidentiality


def written(reading: Reading) -> dict[str, Any]:
    """Return the questions by key, and the notes."""
    asked = [line.subject for line in reading.of("clarification:question:asked")]
    names = {one: f"vraag-{number}" for number, one in enumerate(asked, start=1)}
    rows = [queries.question(reading.session, reading.dossier_id, one) for one in asked]
    return kept(
        questions={names[one.id]: _question(reading, one) for one in rows},
        notes=[
            kept(
                published_on=line.on,
                questions=[names[one] for one in line.details["questions"]],
                late_because=line.details["late_because"],
                named_because=line.details["named_because"],
                by=reading.keys.people.get(line.actor_id),
            )
            for line in reading.of("clarification:note:published")
        ],
    )


def _question(reading: Reading, one: Question) -> dict[str, Any]:
    decided_on = reading.day("clarification:confidentiality:decided", one.id)
    left_out_on = reading.day("clarification:question:left-out", one.id)
    decision = kept(on=decided_on, reason=one.decision_reason)
    return kept(
        asked_on=one.asked_on,
        channel=one.channel.value,
        organisation=reading.keys.parties[one.party_id] if one.party_id else None,
        asker=None if one.party_id else one.asker,
        about=one.about,
        text=one.text,
        confidential_because=one.confidential_because,
        confidentiality={**decision, "granted": one.confidentiality is Confidentiality.GRANTED} if decided_on else None,
        answered=_answer(reading, one),
        left_out=kept(on=left_out_on, reason=one.left_out_because) if one.left_out_because else None,
        withdrawn_on=reading.day("clarification:question:withdrawn", one.id),
    )


def _answer(reading: Reading, one: Question) -> dict[str, Any] | None:
    on = reading.day("clarification:answer:drafted", one.id)
    if on is None:
        return None
    alone_on = reading.day("clarification:question:answered-alone", one.id)
    return kept(on=on, answer=one.answer, wording=one.wording, alone_on=alone_on)
