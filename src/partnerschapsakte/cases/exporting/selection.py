"""Writes the selection of a dossier back as a case file has it."""

from typing import Any

from partnerschapsakte.cases.exporting.reading import Reading, values
from partnerschapsakte.cases.keys import kept
from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.queries import ParticipationRequest
from partnerschapsakte.selection.schemas import PlanSelection, RectifySelection


def written(reading: Reading) -> dict[str, Any]:
    """Return the selection; empty where nothing was laid down."""
    session, tender = reading.session, reading.tender
    planned = list(reading.of("selection:planned"))
    if not planned:
        return {}
    requests = queries.requests_of(session, tender.id)
    decision = queries.decision_of(session, tender.id)
    names = {one.id: _key(reading, one) for one in requests}
    asked = PlanSelection.model_validate(planned[-1].details["data"])
    return kept(
        planned_on=planned[-1].on,
        **values(asked.model_dump(exclude_defaults=True)),
        rectified=[
            {
                "on": line.on,
                **values(_rectified(line.details).model_dump(exclude_defaults=True)),
            }
            for line in reading.of("selection:rectified")
        ],
        requests={names[one.id]: _request(reading, one) for one in requests},
        draws=[
            kept(drawn=[names[who] for who in one.drawn], drawn_on=one.drawn_on, method=one.method, witness=one.witness)
            for one in queries.draws_of(session, tender.id)
        ],
        decision=kept(decided_on=decision.decided_on, few_because=decision.few_because) if decision else None,
    )


def _rectified(details: Any) -> RectifySelection:
    return RectifySelection.model_validate({**details["data"], "reason": details["reason"]})


def _key(reading: Reading, one: ParticipationRequest) -> str:
    """Name a request as the candidate that it became."""
    return reading.keys.name_candidate(one.candidate_id or one.id, one.name)


def _request(reading: Reading, one: ParticipationRequest) -> dict[str, Any]:
    left = next((who for who in reading.tender.candidates if who.id == one.candidate_id and who.withdrawn_on), None)
    return kept(
        name=one.name,
        parties=[
            {"organisation": reading.keys.parties[seat.party_id], "role": seat.role.value} for seat in one.parties
        ],
        received_on=one.received_on,
        received_time=f"{one.received_at.astimezone(AMSTERDAM):%H:%M}",
        size_class=one.size_class.value,
        country=one.country,
        judged=_judged(reading, one),
        scored=_scored(reading, one),
        withdrawn_on=left.withdrawn_on if left else one.withdrawn_on,
        withdrawal_reason=left.withdrawal_reason if left else one.withdrawn_because,
        phase_out=_phase_out(reading, one),
    ) | {"electronic": one.electronic}


def _judged(reading: Reading, one: ParticipationRequest) -> dict[str, Any] | None:
    on = reading.day("selection:request:assessed", one.id)
    found = {row.code: {"met": row.met, "reason": row.reason} for row in one.findings}
    return {"on": on, "findings": found} if on else None


def _scored(reading: Reading, one: ParticipationRequest) -> dict[str, Any] | None:
    on = reading.day("selection:request:scored", one.id)
    given = {row.code: {"score": row.score, "reason": row.reason} for row in one.scores}
    return {"on": on, "scores": given} if on else None


def _phase_out(reading: Reading, one: ParticipationRequest) -> dict[str, Any] | None:
    on = reading.day("selection:phase-out:noted", one.id)
    if on is None:
        return None
    told = kept(clients=one.phase_out_clients, staff=one.phase_out_staff, systems=one.phase_out_systems)
    return {"on": on, "has_running_clients": one.has_running_clients, **told}
