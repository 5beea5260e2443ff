"""Submitting at each step: bids can be handed in, came in, were opened, or lie in an opened vault."""

from base64 import b64encode
from typing import Any

from doors.rights_bids import ADMITTED, BID, CALL, EXTENDED, LATER, LIST, OPENED, OUTAGE, PLAN, WAY, WHY
from partnerschapsakte.foundation.actor import Role
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

KEEPER, CANDIDATE = Role.PROCUREMENT_OFFICER, Role.PROVIDER_CONTACT.value


def bids(at: Seeded) -> Ways:
    """Take submitting as far as each act needs, and say what the next step is."""
    receives, _ = _called(at, at.dossier("I-1"), LATER)
    at.act(KEEPER, f"{_path(receives)}/bid-course/corrections", {"reason": WHY}, on=ADMITTED)
    came, (first, second) = _called(at, at.dossier("I-2"))
    bid = _bid(at, came, first)
    at.act(KEEPER, f"{_path(came)}/bid-course/outages", OUTAGE)
    mistaken, (_, third) = _called(at, at.dossier("I-3"))
    struck = _bid(at, mistaken, third)
    opened, (fourth, _) = _called(at, at.dossier("I-4"))
    _bid(at, opened, fourth)
    at.act(KEEPER, f"{_path(opened)}/bid-course/opening", OPENED)
    stored = {"dossier_id": at.ids["dossier_id"]}
    at.ids |= {"bid_id": bid}
    one = came | {"bid_id": bid}
    listed = {"file_name": "lijst.csv", "content": b64encode(LIST.encode()).decode()}
    told = {"kind": "withdrawn", "given_at": "2022-02-25T10:30:00Z"}
    return {
        "read_bid_course": Way(came),
        "allow_way": Way(receives, dict(WAY)),
        "record_outage": Way(came, dict(OUTAGE)),
        "extend_deadline": Way(receives, dict(EXTENDED)),
        "correct_documents": Way(receives, {"reason": WHY}),
        "open_bids": Way(came, dict(OPENED)),
        "print_opening_record": Way(opened),
        "read_own_bid": Way(receives, by=CANDIDATE),
        "confirm_bid": Way(receives, by=CANDIDATE),
        "withdraw_bid": Way(receives, by=CANDIDATE),
        "list_bids": Way(came),
        "read_bid": Way(one),
        "record_bid": Way(came, BID | {"candidate_id": second}),
        "import_bids": Way(came, listed),
        "take_over_bids": Way(stored, {"vault_id": at.ways["list_opened"].ids["vault_id"]}),
        "describe_bid": Way(one, {"size_class": "medium", "country": "BE"}),
        "strike_bid": Way(mistaken | {"bid_id": struck}, {"reason": "Dit was een andere kandidaat."}),
        "tell_statement": Way(one, told),
    }


def _path(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}"


def _called(at: Seeded, dossier_id: str, changes: dict[str, Any] | None = None) -> tuple[Ids, tuple[str, str]]:
    """Plan and publish a tender, and admit two candidates."""
    where = {"dossier_id": dossier_id}
    tender = f"{_path(where)}/tender"
    at.act(KEEPER, tender, PLAN | (changes or {}), on=CALL)
    at.act(KEEPER, f"{tender}/_publish", {"published_on": CALL.isoformat()}, on=CALL)
    first, second = (
        at.act(
            KEEPER,
            f"{tender}/candidates",
            {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": ADMITTED.isoformat()},
        )["id"]
        for name, party in (("De Eik", at.exemplum.eik), ("De Linde", at.exemplum.linde))
    )
    return where, (first, second)


def _bid(at: Seeded, where: Ids, candidate: str) -> str:
    return at.act(KEEPER, f"{_path(where)}/bids", BID | {"candidate_id": candidate})["id"]
