"""Gives the tests of case files a small sound case to damage, and a way to run one."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from partnerschapsakte import settings
from partnerschapsakte.cases.checking import opened
from partnerschapsakte.cases.reading import Source, read
from partnerschapsakte.cases.runner import Run, run_case

AS_OF = date(2026, 11, 22)
SOUND = """\
case:
  name: proef
  title: Proefdossier
dossier:
  reference: P-1
  title: Proefdossier
  phase: implementation
  opened_on: 2019-01-01
  authorities: veldstad
  role_mailbox: contracten@veldstad.example
  posts:
    contract_manager: con
organisations:
  veldstad:
    kind: contracting_authority
    name: Veldstad
    seat: Veldstad
    kvk_number: '90000001'
  een:
    kind: provider
    name: Verzonnen Zorg Een B.V.
    seat: Veldstad
    kvk_number: '90000002'
  twee:
    kind: provider
    name: Verzonnen Zorg Twee B.V.
    seat: Veldstad
    kvk_number: '90000003'
people:
  con:
    name: Con Verzonnen
    email: con@veldstad.example
    roles: [contract_manager]
  man:
    name: Man Verzonnen
    email: man@veldstad.example
    roles: [mandate_holder]
    mandates:
      - {authority: veldstad, basis: mandaatbesluit}
agreements:
  akte:
    kind: single
    number: A-1
    title: Proefakte
    authorities: veldstad
    providers:
      - {organisation: een, role: lead, consortium: Samen}
      - {organisation: twee, role: member, consortium: Samen}
    term:
      starts_on: 2020-01-01
      initial_months: 36
      options: [24, 24, 24]
    signed_on: 2019-12-02
history:
  - {event: evaluation_concluded, on: 2021-12-01, by: con, agreement: akte, point: 1, findings: Het gaat goed genoeg.}
  - {event: extension_decided, on: 2022-04-01, by: man, agreement: akte, point: 1, choice: extend, reason: Goed genoeg.}
  - {event: notice_sent, on: 2022-04-11, by: con, agreement: akte, point: 1, channel: brief}
  - event: receipt_proven
    on: 2022-04-20
    by: con
    agreement: akte
    point: 1
    received_on: 2022-04-13
    proof: ontvangstbewijs
"""

Damage = Callable[..., Source]
RunIt = Callable[..., dict[str, Any]]


@pytest.fixture
def damaged() -> Damage:
    """Return a way to read the sound case with some of its text replaced."""

    def damage(*replacements: tuple[str, str], text: str = SOUND) -> Source:
        for old, new in replacements:
            assert old in text, old
            text = text.replace(old, new, 1)
        return read("proef.yaml", text.encode("utf-8"))

    return damage


@pytest.fixture
def summary_of(tmp_path: Path) -> RunIt:
    """Return a way to run a case and read its summary."""

    def run(source: Source, *, as_of: date = AS_OF, documents: bool = False) -> dict[str, Any]:
        found = run_case(source, tmp_path / "out", Run(as_of, template_root if documents else None))
        assert not found, [str(one.message) for one in found]
        return json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))

    template_root = settings.templates() / "documents"
    return run


@pytest.fixture(scope="session")
def bundled_content() -> Callable[[str], dict[str, Any]]:
    """Return a way to get a bundled case as plain values that a test may change."""

    def content(name: str) -> dict[str, Any]:
        loader: Any = YAML(typ="safe", pure=True)
        return loader.load(opened(name).text)

    return content
