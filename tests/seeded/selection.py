"""A selection at each step, in a dossier of its own: laid down, called, to be judged, ranked, tied, decided."""

from datetime import date
from typing import Any

from doors.rights_selection import ASKED, PLAN
from partnerschapsakte.foundation.actor import Role
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

KEEPER = Role.PROCUREMENT_OFFICER
CALL, JUDGED = date(2021, 12, 1), date(2022, 2, 10)
WHY = "De referentie is van de juiste omvang."
MET = {"findings": [{"code": "E1", "met": True, "reason": WHY}]}
DECISION = {"decided_on": "2022-02-10", "few_because": "Er is plaats voor een kandidaat."}
LATER = {"requests_due_on": "2022-04-01"}


def selection(at: Seeded) -> Ways:
    """Take each selection one step further than the one before, and say what the next step is."""
    planned, open_call = _planned(at, "S-1"), _called(at, "S-2", LATER)
    judged, ranked, tied, decided = (_called(at, f"S-{number}") for number in (3, 4, 5, 6))
    first, gone = _requests(at, judged)
    second, _ = _requests(at, ranked, met=True)
    pool = _requests(at, tied, met=True, scores=("7", "7"))
    lost = _requests(at, decided, met=True, scores=("8", "7"))[1]
    ready = _called(at, "S-7")
    _requests(at, ready, met=True, scores=("8", "7"))
    at.act(KEEPER, f"{_path(decided)}/selection/decision", DECISION, on=JUDGED)
    at.ids |= {"participation_request_id": first}
    draw = {"drawn": list(pool), "drawn_on": "2022-02-10", "method": "Twee briefjes.", "witness": "De notaris"}
    left = {"withdrawn_on": "2022-02-10", "reason": "Te weinig personeel."}
    return {
        "read_selection": Way(judged),
        "print_selection_guide": Way(judged),
        "print_notice_sheet": Way(judged),
        "take_procurement_file": Way(judged),
        "plan_selection": Way(planned, ASKED),
        "rectify_selection": Way(open_call, ASKED | {"reason": WHY}),
        "record_selection_draw": Way(tied, draw),
        "decide_selection": Way(ready, dict(DECISION)),
        "list_participation_requests": Way(judged),
        "read_participation_request": Way(judged | {"participation_request_id": first}),
        "record_participation_request": Way(open_call, _request(at.exemplum.eik, "De Eik")),
        "withdraw_participation_request": Way(judged | {"participation_request_id": gone}, left),
        "assess_participation_request": Way(judged | {"participation_request_id": first}, MET),
        "score_participation_request": Way(ranked | {"participation_request_id": second}, _scores("7.5")),
        "note_phase_out": Way(decided | {"participation_request_id": lost}, {"clients": "Geen."}),
    }


def _path(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}"


def _planned(at: Seeded, reference: str, changes: dict[str, Any] | None = None) -> Ids:
    where = {"dossier_id": at.dossier(reference)}
    at.act(KEEPER, f"{_path(where)}/tender", PLAN | (changes or {}), on=CALL)
    return where


def _called(at: Seeded, reference: str, changes: dict[str, Any] | None = None) -> Ids:
    """Lay down what is asked, and publish."""
    where = _planned(at, reference, changes)
    _put(at, f"{_path(where)}/selection", ASKED, on=CALL)
    at.act(KEEPER, f"{_path(where)}/tender/_publish", {"published_on": "2021-12-01"}, on=CALL)
    return where


def _requests(at: Seeded, where: Ids, *, met: bool = False, scores: tuple[str, ...] = ()) -> tuple[str, str]:
    """Record the requests of two candidates, and take them as far as asked."""
    path = f"{_path(where)}/participation-requests"
    two = ((at.exemplum.eik, "De Eik"), (at.exemplum.linde, "De Linde"))
    first, second = (at.act(KEEPER, path, _request(party, name), on=JUDGED)["id"] for party, name in two)
    for one in (first, second) if met else ():
        _put(at, f"{path}/{one}/assessment", MET, f"{path}/{one}")
    for one, score in zip((first, second), scores, strict=False):
        _put(at, f"{path}/{one}/scores", _scores(score), f"{path}/{one}")
    return first, second


def _put(at: Seeded, path: str, body: Any, reads: str = "", on: date = JUDGED) -> None:
    mark = at.ask(KEEPER.value, "GET", reads or path).headers["etag"]
    at.act(KEEPER, path, body, on=on, method="PUT", headers={"If-Match": mark})


def _request(party: str, name: str) -> dict[str, Any]:
    seats = [{"party_id": party, "role": "lead"}]
    return {"name": name, "parties": seats, "received_at": "2022-01-20T11:00:00Z", "size_class": "small"}


def _scores(score: str) -> dict[str, Any]:
    return {"scores": [{"code": "C1", "score": score, "reason": WHY}]}
