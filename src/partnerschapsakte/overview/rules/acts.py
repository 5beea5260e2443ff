"""Says what the next act is for a date that matters, and where it is done."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.contracts.rules.possibilities import PointAct
from partnerschapsakte.foundation.sentences import Sentence, say

PAGES = {
    PointAct.EVALUATE: "evaluatie",
    PointAct.DECIDE: "besluit",
    PointAct.NOTIFY: "aanzegging",
    PointAct.PROVE: "ontvangst",
    PointAct.CONTINUE: "doorgaan",
}

EXTENSION = re.compile(r"extension:(\d+):([a-z_]+)")

STEPS = {
    "evaluation_start": ("planning", say("Plan the evaluation")),
    "joint_session": ("evaluatie", say("Conclude the evaluation")),
    "evaluation": ("evaluatie", say("Conclude the evaluation")),
    "college": ("besluit", say("Record the decision")),
    "decision": ("besluit", say("Record the decision")),
    "letter": ("aanzegging", say("Record the notice")),
    "receipt": ("ontvangst", say("Prove the receipt")),
}

OF_A_TENDER = {
    "requests:questions": ("/vragen", say("Answer the questions")),
    "requests:deadline": ("/selectie", say("Go to the selection")),
    "selection:standstill": ("/selectie", say("Go to the selection")),
    "progress-report": ("/dialoog", say("Answer the request")),
    "tenders:questions": ("/vragen", say("Answer the questions")),
    "tenders:deadline": ("/inschrijvingen", say("Go to the bids")),
    "decision": ("/aanbesteding/gunning", say("Decide on the complaint")),
}

OF_A_LOT = {
    "standstill": ("/aanbesteding/gunning", say("Go to the award")),
    "award-notice": ("/aanbesteding/gunning", say("Go to the award")),
}

IN_ORDER = ("evaluation", "college", "decision", "letter", "receipt")
"""What comes after what: a later step waits for the first open one before it."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person can do now, and the page where they do it."""

    title: Sentence
    address: str


def address_of(act: PointAct, agreement_id: str, number: int) -> str:
    """Return the page on which this act is done."""
    return f"/akten/{agreement_id}/verlenging/{number}/{PAGES[act]}"


def next_act(
    key: str, state: MilestoneState, *, agreement_id: str | None, dossier_id: str, open_keys: Collection[str] = ()
) -> Act:
    """Return the act that brings this date nearer; for an option that lapsed, the way on; else the page to look at.

    ``open_keys`` are the open dates of the same agreement: no notice before the decision, no decision before the
    evaluation.
    """
    if agreement_id is None:
        page, title = OF_A_TENDER.get(key) or OF_A_LOT.get(key.rpartition(":")[2]) or ("", say("Open the dossier"))
        return Act(title, f"/dossiers/{dossier_id}{page}")
    if not (found := EXTENSION.fullmatch(key)):
        return Act(say("Open the agreement"), f"/akten/{agreement_id}")
    number, step = found.groups()
    place = f"/akten/{agreement_id}/verlenging/{number}"
    if step == "receipt" and state is MilestoneState.OVERDUE:
        return Act(say("Decide how to go on"), f"{place}/doorgaan")
    before = IN_ORDER[: IN_ORDER.index(step)] if step in IN_ORDER else ()
    waits_for = next((one for one in before if f"extension:{number}:{one}" in open_keys), step)
    page, title = STEPS[waits_for]
    return Act(title, f"{place}/{page}")
