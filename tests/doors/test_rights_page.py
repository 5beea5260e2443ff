"""The page for people says of each act who may do it: line by line what the matrix of rights holds."""

import re
from pathlib import Path

import pytest

from doors.rights_matrix import DONE_ELSEWHERE, Row, read_matrix
from partnerschapsakte.foundation.actor import Role

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "rechten.md"
SIGNS = {
    "CM": Role.CONTRACT_MANAGER,
    "JU": Role.LEGAL_OFFICER,
    "IN": Role.PROCUREMENT_OFFICER,
    "MA": Role.MANDATE_HOLDER,
    "GE": Role.AUTHORISED_SIGNATORY,
    "AH": Role.ACCOUNT_HOLDER,
    "BH": Role.BUDGET_HOLDER,
    "CO": Role.CONTROLLER,
    "BE": Role.ASSESSOR,
    "ED": Role.EXPERT_BY_EXPERIENCE,
    "CA": Role.CLIENT_ADVISER,
    "AA": Role.PROVIDER_CONTACT,
    "AU": Role.AUDITOR,
    "BR": Role.ADMINISTRATOR,
}
DOSSIER = r"(/api/v1)?/dossiers/\{dossier_id\}"
OWN = r"/assessors/\{seat_id\}/(declaration|scores)"
POINT = r"(/extension-points/\{number\}|/verlenging/\{number\}/\{paper\})"
DOORS = {
    "een dossier openen": r"POST (/api/v1)?/dossiers(/nieuw)?$",
    "het dossier lezen, met zijn data, documenten en journaal": (
        rf"GET {DOSSIER}(|/agreements|/calendar|/decisions|/documents|/milestones|/posts|/powers|/reminders|/team)$"
        rf"|GET {DOSSIER}/(journaal|journal)|GET /(akten|data|documenten)/\{{\w+\}}(/word|/pdf)?$"
    ),
    "gegevens, fase, aanbesteding en besluiten van elders vastleggen": (
        rf"PATCH {DOSSIER}|POST {DOSSIER}/(gegevens|decisions)$|PUT {DOSSIER}/phase"
        rf"|(POST|PUT) {DOSSIER}/tender(?!{OWN}|/record-of-proceedings/_complete)"
    ),
    "de beoordeling regelen: plan, beoordelaars, consensus, loting, vergrendelen": rf"POST {DOSSIER}/beoordeling/",
    "verklaren geen belangenconflict te hebben, en scoren": (
        rf"POST {DOSSIER}/(tender{OWN}|beoordelen/\{{seat_id\}}/(verklaring|scores))"
    ),
    "een datum oppakken, laten rusten of afvinken": r"(POST|PUT) .*\{milestone_id\}",
    "bestanden bewaren en brieven schrijven": rf"POST {DOSSIER}/(files|bestanden|letters|correspondentie)$",
    "een bestand bekendmaken aan alle kandidaten": r"POST .*\{file_id\}/(_publish|publiceren)",
    "invoeren wat een ervaringsdeskundige op papier zei": rf"POST {DOSSIER}/(contributions|bijdragen)$",
    "akten, evaluaties en aanzeggingen vastleggen, documenten opmaken": (
        rf"POST {DOSSIER}/(agreements|date-tables|datumtabel)$|POST .*\{{agreement_id\}}/(documents|opmaken)"
        rf"|(POST|PUT) .*{POINT}(/(planned-evaluation|evaluation|notice|receipt|letters|reports))?"
        r" \| \w+ (point|agreement)(, (planning|evaluatie|aanzegging|ontvangst))?$"
    ),
    "vastleggen wat een college over een verlenging besloot": rf"POST .*{POINT}/decision \| .*, decided elsewhere$",
    "zelf over een verlenging beslissen, met mandaat": (
        rf"POST .*{POINT}(/(decision|continuation) \| \w+ (point|agreement)$| \| .*, (besluit|doorgaan)$)"
    ),
    "een eigen sjabloon bewaren": rf"POST {DOSSIER}/(templates|sjablonen)$",
    "een kluis maken, ervoor uitnodigen en de termijn verschuiven": (
        rf"POST {DOSSIER}/(vaults|kluizen/nieuw)$|(POST|PUT) .*\{{vault_id\}}/(invitations|uitnodigen|deadline|termijn)"
    ),
    "in een kluis indienen": r"(POST|PUT|DELETE) .*\{vault_id\}/(submission|draft|inschrijving)",
    "rollen en posten in het dossier geven, rollen intrekken, buitenstaanders uitnodigen": (
        rf"POST {DOSSIER}/(rights|posts|invitations|team/rol|team/post|team/\{{person_id\}}/uitnodigen)$"
        rf"|POST {DOSSIER}/(rights|team/rollen)/\{{right_id\}}"
    ),
    "de rechten van het dossier nazien": rf"GET {DOSSIER}/(granted-rights|rights-review|rechten)",
    "de rechten van het dossier beoordelen": rf"POST {DOSSIER}/(rights-review|rechten)$",
    "organisaties registreren en verbeteren": r"(POST|PUT) /api/v1/parties",
    "iedereen en alle rechten bekijken": r"GET (/api/v1/people|/personen|/api/v1/granted-rights.*|/rechten.*)$",
    "het journaal van de hele organisatie lezen": (
        r"GET (/api/v1/(journal-entries|journal-check|checkpoints.*)|/journaal.*)$"
    ),
    "mensen, mandaten en programma's beheren, rollen geven in elk dossier": (
        r"(POST|PUT) /api/v1/(people|programs)"
        r"|POST /personen/(nieuw|\{person_id\}/(heropenen|rollen|sluiten|tokens|uitnodig|werk|\{paper\}))"
    ),
    "alle rechten beoordelen": r"POST (/api/v1/rights-review|/rechten)$",
}
"""For each line of the page the acts that it is about; after ``|`` stands a state, where the line is about one."""


def lines() -> dict[str, set[Role]]:
    """Return who may do each act, as the page says it."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    head, *rest = [row for row in rows if len(row) == len(SIGNS) + 1]
    assert head[1:] == list(SIGNS)
    assert {word for row in rest for word in row[1:]} == {"ja", "\N{EN DASH}", "---"}
    return {
        row[0]: {SIGNS[sign] for sign, said in zip(head[1:], row[1:], strict=True) if said == "ja"} for row in rest[1:]
    }


def acts_of(doors: str) -> dict[tuple[str, str], list[Row]]:
    """Return the acts that a line is about, each in every state that the line is about."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in read_matrix():
        if any(part in row.path for part in DONE_ELSEWHERE):
            continue
        if re.match(doors, f"{row.method} {row.path}") or re.match(doors, f"{row.method} {row.path} | {row.about}"):
            found.setdefault((row.method, row.path), []).append(row)
    return found


def test_the_page_and_this_test_are_about_the_same_acts() -> None:
    assert set(lines()) == set(DOORS)


@pytest.mark.parametrize("act", DOORS)
def test_the_page_says_who_may_do_it(act: str) -> None:
    """Who may, may in some state; who may not, may in none."""
    acts = acts_of(DOORS[act])
    assert acts
    said = lines()[act]
    for door, rows in acts.items():
        may = {role for role in Role if any(row.cells[role.value] == "ok" for row in rows)}
        assert may == said, door
