"""An assessment at each step, in a dossier of its own: planned, called, with assessors, opened, tied, agreed."""

from datetime import date
from typing import Any

from partnerschapsakte.foundation.actor import Role
from seeded.tenders import KEEPER, LOT
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

CALL, DUE = date(2021, 10, 1), date(2022, 1, 20)
WHY = "Het plan noemt stappen en wie ze zet."
TENDER: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Opvang",
    "tender_due_on": DUE.isoformat(),
    "lots": [{"code": LOT, "title": "Noord"}],
}
PLAN: dict[str, Any] = {
    "method": "points",
    "criteria": [{"code": "K1", "title": "Plan van aanpak", "weight": "100"}],
}


def assessments(at: Seeded) -> Ways:
    """Take each assessment one step further than the one before, and say what the next step is."""
    planned = _tender(at, "B-1", {"tender_due_on": "2022-06-15"})
    _write(at, planned)
    called = _tender(at, "B-2", {"tender_due_on": "2022-06-15"})
    _write(at, called)
    at.act(KEEPER, f"{_path(called)}/_publish", {"published_on": "2021-10-01"}, on=CALL)
    reason = {"reason": "De weging stond er verkeerd in."}
    return {
        "read_assessment_plan": Way(planned),
        "plan_assessment": Way(planned, PLAN),
        "rectify_plan": Way(called, PLAN | reason),
        **_asking(at),
        **_agreeing(at),
    }


def _asking(at: Seeded) -> Ways:
    """Ask assessors, of whom each is one step further."""
    where, eik, linde = _called(at, "B-3")
    silent, conflicted, working = (_seat(at, where) for _ in range(3))
    conflict = {"has_conflict": True, "explanation": "Mijn zus werkt er."}
    at.act(Role.ASSESSOR, f"{_path(where)}/assessors/{conflicted}/declaration", conflict)
    _declare(at, where, working)
    at.ids |= {"seat_id": silent}
    by = Role.ASSESSOR.value
    return {
        "list_assessors": Way(where),
        "read_assessor": Way(where | {"seat_id": silent}),
        "seat_assessor": Way(where, {"person_id": at.person(Role.ASSESSOR)}),
        "declare_conflict": Way(where | {"seat_id": silent}, {"has_conflict": False}, by=by),
        "judge_conflict": Way(where | {"seat_id": conflicted}, {"may_assess": False, "measure": "Doet niet mee."}),
        "release_assessor": Way(where | {"seat_id": silent}, {"reason": "Kon er niet bij zijn."}),
        "print_assessment_report": Way(where),
        "print_score_form": Way(where | {"seat_id": working, "lot_code": LOT}, by=by),
        "list_scores": Way(where | {"seat_id": working}, by=by),
        "give_score": Way(where | {"seat_id": working}, _score(eik, 7) | {"lot": LOT}, by=by),
        "enter_bid": Way(where, {"candidate_id": linde, "lots": [{"lot": LOT, "price": "125000.00"}]}),
        "list_assessed_bids": Way(where),
    }


def _agreeing(at: Seeded) -> Ways:
    """Let everybody have scored in one lot, be open in another, be equal in a third, be done in a fourth."""
    scored, _, _ = _scored(at, "B-4")
    opened, eik, _ = _opened(at, "B-5")
    tied, one, other = _opened(at, "B-6")
    done, first, second = _opened(at, "B-7")
    for candidate, score in ((one, 8), (other, 8)):
        at.act(KEEPER, f"{_lot(tied)}/scores", _score(candidate, score))
    for candidate, score in ((first, 8), (second, 7)):
        at.act(KEEPER, f"{_lot(done)}/scores", _score(candidate, score))
    draw = {"order": [other, one], "method": "Briefjes", "witnesses": ["Notaris"], "drawn_on": "2022-02-28"}
    return {
        "list_assessed_lots": Way({"dossier_id": done["dossier_id"]}),
        "read_assessed_lot": Way(done),
        "open_scores": Way(scored),
        "agree_score": Way(opened, _score(eik, 8)),
        "record_draw": Way(tied, draw),
        "lock_lot": Way(done),
    }


def locked(at: Seeded, reference: str) -> tuple[Ids, str]:
    """Let a lot be assessed and locked, and return where, with who came out first."""
    where, eik, linde = _opened(at, reference)
    for candidate, score in ((eik, 8), (linde, 7)):
        at.act(KEEPER, f"{_lot(where)}/scores", _score(candidate, score))
    at.act(KEEPER, f"{_lot(where)}/_lock")
    return where, eik


def _path(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}/tender"


def _lot(where: Ids) -> str:
    return f"{_path(where)}/assessed-lots/{LOT}"


def _score(candidate: str, score: int) -> dict[str, Any]:
    return {"candidate_id": candidate, "criterion": "K1", "score": score, "reason": WHY}


def _tender(at: Seeded, reference: str, changes: dict[str, Any]) -> Ids:
    where = {"dossier_id": at.dossier(reference)}
    at.act(KEEPER, _path(where), TENDER | changes, on=CALL)
    return where


def _write(at: Seeded, where: Ids) -> None:
    path = f"{_path(where)}/assessment-plan"
    mark = at.ask(KEEPER.value, "GET", path).headers["etag"]
    at.act(KEEPER, path, PLAN, on=CALL, method="PUT", headers={"If-Match": mark})


def _called(at: Seeded, reference: str) -> tuple[Ids, str, str]:
    """Plan, publish, and admit De Eik and De Linde."""
    where = _tender(at, reference, {})
    _write(at, where)
    at.act(KEEPER, f"{_path(where)}/_publish", {"published_on": "2021-10-01"}, on=CALL)
    admitted = [
        at.act(
            KEEPER,
            f"{_path(where)}/candidates",
            {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": "2021-11-20"},
            on=date(2021, 11, 20),
        )["id"]
        for name, party in (("De Eik", at.exemplum.eik), ("De Linde", at.exemplum.linde))
    ]
    return where, admitted[0], admitted[1]


def _seat(at: Seeded, where: Ids) -> str:
    made = at.act(KEEPER, f"{_path(where)}/assessors", {"person_id": at.person(Role.ASSESSOR)})
    return str(made["id"])


def _declare(at: Seeded, where: Ids, seat: str) -> None:
    at.act(Role.ASSESSOR, f"{_path(where)}/assessors/{seat}/declaration", {"has_conflict": False})


def _scored(at: Seeded, reference: str) -> tuple[Ids, str, str]:
    """Let one assessor have scored both."""
    where, eik, linde = _called(at, reference)
    seat = _seat(at, where)
    _declare(at, where, seat)
    for candidate in (eik, linde):
        at.act(Role.ASSESSOR, f"{_path(where)}/assessors/{seat}/scores", _score(candidate, 8) | {"lot": LOT})
    return where | {"lot_code": LOT}, eik, linde


def _opened(at: Seeded, reference: str) -> tuple[Ids, str, str]:
    where, eik, linde = _scored(at, reference)
    at.act(KEEPER, f"{_lot(where)}/_open")
    return where, eik, linde
