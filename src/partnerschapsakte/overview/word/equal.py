"""Writes the equal-treatment report: per participant what they got and when, side by side, and where that differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from partnerschapsakte.correspondence import queries as correspondence
from partnerschapsakte.correspondence.schemas import LetterView
from partnerschapsakte.dialogue.queries import rows as dialogue
from partnerschapsakte.dialogue.rules.facts import MeetingState, Sharing
from partnerschapsakte.foundation import language
from partnerschapsakte.overview.word import html
from partnerschapsakte.overview.word.pieces import Shelf
from partnerschapsakte.tendering.queries import Candidate

TITLE = "Verslag van gelijke behandeling"
INTRO = (
    "Per deelnemer wat die kreeg, naast elkaar. Een verschil is niet vanzelf fout: hieronder staat waar iemand naar "
    "moet kijken."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What one participant got: sessions by round, approved minutes, letters of the authority, items for all."""

    name: str
    is_in: bool
    sessions: dict[int, int]
    approved: int
    letters: int
    confidential: int


def report(shelf: Shelf) -> bytes:
    """Return the report as HTML."""
    found = dialogue.dialogue(shelf.session, shelf.dossier_id)
    letters = correspondence.letters_for(shelf.session, shelf.actor, shelf.dossier_id)
    there = [_got(found, one, letters) for one in found.tender.candidates if one.admitted_on is not None]
    rounds = [one.number for one in found.rounds]
    heads = ("Deelnemer", *(f"Gesprekken ronde {one}" for one in rounds), "Verslagen goedgekeurd", "Brieven")
    lines = [
        (
            one.name + ("" if one.is_in else " (doet niet meer mee)"),
            *(str(one.sessions.get(number, 0)) for number in rounds),
            str(one.approved),
            str(one.letters),
            str(one.confidential),
        )
        for one in there
    ]
    return html.page(
        TITLE,
        html.paragraph(INTRO),
        html.table((*heads, "Vertrouwelijk besproken"), lines),
        html.paragraph(f"Brieven aan alle kandidaten tegelijk: {sum(one.party_id is None for one in letters)}."),
        html.heading("Wat voor allen was"),
        html.table(("Mededeling", "Verteld op", "Uiterlijk", "Aan allen op"), _for_all(found)),
        html.heading("Om naar te kijken"),
        html.bullets(list(differences(there, found)) or ["Er zijn geen verschillen gevonden."]),
    )


def _got(found: dialogue.Dialogue, one: Candidate, letters: Sequence[LetterView]) -> Got:
    parties = {seat.party_id for seat in one.parties}
    sessions: dict[int, int] = {}
    approved = 0
    for meeting in found.meetings:
        seats = {seat.candidate_id for seat in found.seats.get(meeting.id, []) if seat.session_id is not None}
        if meeting.state is MeetingState.HELD and one.id in seats:
            sessions[meeting.round] = sessions.get(meeting.round, 0) + 1
            approved += found.is_settled(meeting.id, one.id)
    return Got(
        name=one.name,
        is_in=found.is_in(one.id),
        sessions=sessions,
        approved=approved,
        letters=sum(letter.party_id in parties and not letter.from_party for letter in letters),
        confidential=sum(item.candidate_id == one.id and item.sharing is not Sharing.FOR_ALL for item in found.items),
    )


def _for_all(found: dialogue.Dialogue) -> Iterator[tuple[str, str, str, str]]:
    for one in found.items:
        if one.sharing is Sharing.FOR_ALL:
            yield (
                one.title,
                language.day(one.told_on),
                language.day(one.deliver_by) if one.deliver_by else "",
                language.moment(one.delivered_at) if one.delivered_at else "nog niet",
            )


def differences(there: Sequence[Got], found: dialogue.Dialogue) -> Iterator[str]:
    """Name where participants who are in were not given the same."""
    here = [one for one in there if one.is_in]
    for row in found.rounds:
        counts = {one.name: one.sessions.get(row.number, 0) for one in here}
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{name} {count}" for name, count in counts.items())
            yield f"Ronde {row.number}: niet iedereen had even veel gesprekken ({told})."
    for one in here:
        if one.approved < sum(one.sessions.values()):
            yield f"{one.name}: niet van ieder gesprek is een verslag door beide kanten goedgekeurd."
    late = [one for one in found.items if one.sharing is Sharing.FOR_ALL and one.delivered_at is None]
    yield from (f"“{one.title}” is voor allen en ging nog niet aan allen." for one in late)
