"""What the morning page offers to do: the first open step, not the last one."""

import pytest

from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.journal.rules.lines import HAPPENED, happened
from partnerschapsakte.overview.rules.acts import next_act

POINT = "/akten/a/verlenging/3"


@pytest.mark.parametrize(
    ("key", "state", "open_steps", "address"),
    [
        ("extension:3:receipt", "due", ["decision", "letter"], f"{POINT}/besluit"),
        ("extension:3:receipt", "due", ["letter"], f"{POINT}/aanzegging"),
        ("extension:3:receipt", "due", [], f"{POINT}/ontvangst"),
        ("extension:3:receipt", "overdue", ["letter"], f"{POINT}/doorgaan"),
        ("extension:3:decision", "due", ["evaluation"], f"{POINT}/evaluatie"),
        ("extension:3:evaluation_start", "due", [], f"{POINT}/planning"),
        ("extension:3:joint_session", "due", ["evaluation"], f"{POINT}/evaluatie"),
        ("end", "due", [], "/akten/a"),
    ],
)
def test_the_next_act_is_the_first_open_step(key: str, state: str, open_steps: list[str], address: str) -> None:
    open_keys = {f"extension:3:{step}" for step in open_steps}
    act = next_act(key, MilestoneState(state), agreement_id="a", dossier_id="d", open_keys=open_keys)
    assert act.address == address


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("LOT-0001:standstill", "/aanbesteding/gunning"),
        ("selection:standstill", "/selectie"),
        ("requests:questions", "/vragen"),
        ("tenders:deadline", "/inschrijvingen"),
        ("progress-report", "/dialoog"),
        ("something-else", ""),
    ],
)
def test_a_date_of_a_tender_leads_to_where_it_is_worked_on(key: str, page: str) -> None:
    act = next_act(key, MilestoneState.DUE, agreement_id=None, dossier_id="d")
    assert act.address == f"/dossiers/d{page}"


def test_an_entry_without_a_sentence_of_its_own_shows_its_tag() -> None:
    assert str(happened("something:new")) == "Recorded: something:new"
    assert happened("contract:notice:sent") is HAPPENED["contract:notice:sent"]
