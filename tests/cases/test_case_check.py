"""Everything wrong with a case is told in one pass: names, contradictions, and what the rules refuse."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partnerschapsakte.cases.checking import check
from partnerschapsakte.cases.findings import Found, FoundKind
from partnerschapsakte.cases.reading import Source
from partnerschapsakte.cases.runner import Run, rehearse, run_case

TODAY = date(2022, 12, 31)
"""After everything in the sound case, and not longer: each later day sends its reminders too."""

RUN = Run(TODAY, None)
DECIDED_LATE = ("on: 2022-04-01, by: man", "on: 2022-07-01, by: man")
NO_RECEIPT = (
    """\
  - event: receipt_proven
    on: 2022-04-20
    by: con
    agreement: akte
    point: 1
    received_on: 2022-04-13
    proof: ontvangstbewijs
""",
    "",
)
SECOND_LEAD = ("{organisation: twee, role: member", "{organisation: twee, role: lead")
SECOND_AGREEMENT = (
    "history:\n",
    """\
  tweede:
    kind: single
    number: A-2
    title: Tweede akte
    authorities: veldstad
    providers:
      - {organisation: een, role: contractor}
    term:
      starts_on: 2020-01-01
      initial_months: 36
      options: [24]
history:
  - {event: evaluation_concluded, on: 2021-12-01, by: con, agreement: tweede, point: 1, findings: Het gaat goed genoeg.}
  - {event: extension_decided, on: 2022-04-01, by: man, agreement: tweede, point: 1, choice: extend, reason: Ruim goed.}
  - {event: notice_sent, on: 2022-04-11, by: con, agreement: tweede, point: 1, channel: brief}
""",
)


def told(found: list[Found]) -> dict[str, tuple[FoundKind, str]]:
    return {one.place.path: (one.kind, str(one.message)) for one in found}


def test_a_broken_case_gets_every_error_at_once_and_no_folder(damaged: Callable[..., Source], tmp_path: Path) -> None:
    source = damaged(
        ("  reference: P-1", "  reference: P-1\n  referentie: P-1"),
        ("      starts_on: 2020-01-01\n", "      starts_on: 2020-01-01\n      last_day: 2019-12-31\n"),
        ("      initial_months: 36\n", ""),
        SECOND_LEAD,
        SECOND_AGREEMENT,
        ("authorities: veldstad\n  role", "authorities: [veldstad, stad]\n  role"),
    )
    late = source.text.replace(
        *("on: 2022-04-01, by: man, agreement: tweede", "on: 2022-07-01, by: man, agreement: tweede")
    )
    source = damaged(text=late)
    found = told(run_case(source, tmp_path / "out", RUN))
    assert found["dossier.referentie"][1] == "The key referentie is unknown here."
    assert found["agreements.akte.term.last_day"][1].startswith("The term ends on 2019-12-31, before it starts")
    assert found["dossier.authorities[1]"][1] == "There is no organisation stad in this file."
    assert found["agreements.akte.providers[1].role"][1] == "A consortium has exactly one lead; this is a second one."
    late_one = found["history[1]"]
    assert late_one[0] is FoundKind.REFUSED
    assert "2022-06-30" in late_one[1]
    assert not (tmp_path / "out").exists()


def test_a_decision_after_the_window_is_refused_by_rule_46(damaged: Callable[..., Source]) -> None:
    found = rehearse(damaged(DECIDED_LATE), RUN)
    assert [(one.place.path, one.kind, one.rule) for one in found] == [("history[1]", FoundKind.REFUSED, "46")]
    assert found[0].article == "Contractstandaard 1.3.3"
    assert found[0].remedy is not None


def test_a_notice_that_nobody_received_is_refused_by_rule_46(damaged: Callable[..., Source]) -> None:
    found = rehearse(damaged(NO_RECEIPT), RUN)
    assert [(one.place.path, one.kind, one.rule) for one in found] == [("history[1]", FoundKind.REFUSED, "46")]
    assert "no receipt" in str(found[0].message)


def test_a_late_decision_and_a_missing_receipt_are_told_together(damaged: Callable[..., Source]) -> None:
    found = rehearse(damaged(DECIDED_LATE, SECOND_AGREEMENT), RUN)
    assert {one.place.path for one in found} == {"history[1]", "history[4]"}


def test_a_missing_receipt_is_no_matter_before_the_last_notice_day(damaged: Callable[..., Source]) -> None:
    assert rehearse(damaged(NO_RECEIPT), Run(date(2022, 6, 30), None)) == []


def test_a_case_that_knows_of_its_missed_notice_lapses(
    damaged: Callable[..., Source], summary_of: Callable[..., dict[str, Any]]
) -> None:
    missed = (
        NO_RECEIPT[0],
        "  - {event: notice_missed, on: 2022-07-01, by: con, agreement: akte, point: 1, note: Te laat aangekomen.}\n",
    )
    points = summary_of(damaged(missed))["agreements"][0]["term"]["points"]
    assert [point["state"] for point in points] == ["lapsed", "not_reached", "not_reached"]


def test_a_decision_without_mandate_is_refused_by_rule_75(damaged: Callable[..., Source]) -> None:
    found = rehearse(damaged(("on: 2022-04-01, by: man", "on: 2022-04-01, by: con")), RUN)
    assert [(one.place.path, one.rule) for one in found] == [("history[1]", "75")]


def test_a_decision_before_the_evaluation_is_refused_by_rule_72(damaged: Callable[..., Source]) -> None:
    found = rehearse(damaged(("on: 2021-12-01, by: con", "on: 2022-05-01, by: con")), RUN)
    assert [(one.place.path, one.rule) for one in found] == [("history[1]", "72")]


def test_what_rests_on_a_refused_step_is_not_told_again(damaged: Callable[..., Source]) -> None:
    assert len(rehearse(damaged(("on: 2022-04-01, by: man", "on: 2022-04-01, by: con")), RUN)) == 1


def test_a_second_lead_is_told_at_the_second_lead(damaged: Callable[..., Source]) -> None:
    found = told(check(damaged(SECOND_LEAD), TODAY)[1])
    assert found == {
        "agreements.akte.providers[1].role": (
            FoundKind.ERROR,
            "A consortium has exactly one lead; this is a second one.",
        )
    }


def test_a_term_without_an_end_date_is_refused_with_its_place(damaged: Callable[..., Source]) -> None:
    found = told(check(damaged(("      initial_months: 36\n", "")), TODAY)[1])
    assert found == {"agreements.akte.term": (FoundKind.ERROR, "The term has no end date.")}


def test_an_agreement_without_a_term_is_refused_with_its_place(damaged: Callable[..., Source]) -> None:
    term = "    term:\n      starts_on: 2020-01-01\n      initial_months: 36\n      options: [24, 24, 24]\n"
    found = told(check(damaged((term, "")), TODAY)[1])
    assert found == {"agreements.akte.term": (FoundKind.ERROR, "The agreement has no end date: its term is missing.")}


@pytest.mark.parametrize(("last_day", "sound"), [("2022-12-31", True), ("2022-12-30", False)])
def test_a_last_day_may_stand_for_the_months_when_it_ends_a_whole_month(
    damaged: Callable[..., Source], last_day: str, sound: bool
) -> None:
    found = check(damaged(("      initial_months: 36\n", f"      last_day: {last_day}\n")), TODAY)[1]
    assert (found == []) is sound


def test_an_agreement_name_that_is_unknown_suggests_the_one_that_was_meant(damaged: Callable[..., Source]) -> None:
    _, found = check(damaged(("agreement: akte, point: 1, findings", "agreement: aktee, point: 1, findings")), TODAY)
    assert [str(one.remedy) for one in found] == ["Did you mean akte?"]


def test_a_provider_is_no_authority(damaged: Callable[..., Source]) -> None:
    found = told(check(damaged(("authorities: veldstad\n  role", "authorities: een\n  role")), TODAY)[1])
    assert found["dossier.authorities[0]"][1] == "een is no contracting authority."


def test_an_error_in_one_element_does_not_hide_the_next(damaged: Callable[..., Source]) -> None:
    source = damaged(
        ("kind: single", "kind: enkel"),
        ("agreement: akte, point: 1, choice: extend", "agreement: akte, point: nul, choice: misschien"),
        ("email: con@veldstad.example", "email: nergens"),
    )
    assert set(told(check(source, TODAY)[1])) == {
        "agreements.akte.kind",
        "history[1].point",
        "history[1].choice",
        "people.con.email",
    }


def test_positions_stay_those_of_the_file_after_an_unsound_element(damaged: Callable[..., Source]) -> None:
    source = damaged(
        ("point: 1, findings", "point: nul, findings"),
        ("point: 1, channel: brief}", "point: 1, channel: brief, authority: stad}"),
    )
    assert set(told(check(source, TODAY)[1])) == {"history[0].point", "history[2].authority"}


def test_a_contract_signed_within_the_standstill_is_refused(
    bundled_content: Callable[[str], dict[str, Any]], damaged: Callable[..., Source]
) -> None:
    del bundled_content
    source = damaged(
        (
            "agreements:\n",
            """\
tender:
  procedure: sas_dialogue
  title: Proef
  published_on: 2019-02-01
  lots: [{code: LOT-0001, title: Alles}]
  candidates:
    samen: {name: Samen, parties: [{organisation: een, role: lead}], admitted_on: 2019-03-01}
  awards:
    - lot: LOT-0001
      candidates: samen
      decided_on: 2019-07-10
      letter_sent_on: 2019-07-10
      contract_concluded_on: 2019-07-30
agreements:
""",
        )
    )
    found = rehearse(source, RUN)
    assert [(one.rule, one.kind) for one in found] == [("35", FoundKind.REFUSED)]
    assert "2019-07-31" in str(found[0].message)


def test_a_dossier_cannot_open_after_what_happened_in_it(damaged: Callable[..., Source]) -> None:
    found = told(rehearse(damaged(("opened_on: 2019-01-01", "opened_on: 2024-01-01")), RUN))
    assert list(found) == ["dossier.opened_on"]
    assert found["dossier.opened_on"][0] is FoundKind.ERROR


def test_a_day_before_everything_gives_a_dossier_with_nothing_in_it(
    damaged: Callable[..., Source], summary_of: Callable[..., dict[str, Any]]
) -> None:
    summary = summary_of(damaged(), as_of=date(2018, 1, 1))
    assert (summary["agreements"], summary["tender"], summary["milestones"]) == ([], None, [])
