"""A small case with a tender in it, for tests to change: three candidates, one or two lots, one assessor."""

from typing import Any

from ruamel.yaml import YAML

HEAD = """\
case: {name: proef-gunning, title: Proef van een gunning}
dossier:
  reference: P-2
  title: Proef van een gunning
  phase: specification
  opened_on: 2026-01-05
  authorities: veldstad
  role_mailbox: contracten@veldstad.example
  posts: {contract_manager: con, procurement_officer: ink}
organisations:
  veldstad: {kind: contracting_authority, name: Veldstad, seat: Veldstad, kvk_number: '90000001'}
  een: {kind: provider, name: Verzonnen Zorg Een B.V., seat: Veldstad, kvk_number: '90000002'}
  twee: {kind: provider, name: Verzonnen Zorg Twee B.V., seat: Veldstad, kvk_number: '90000003'}
  drie: {kind: provider, name: Verzonnen Zorg Drie B.V., seat: Veldstad, kvk_number: '90000004'}
people:
  con: {name: Con Verzonnen, email: con@veldstad.example, roles: [contract_manager]}
  ink: {name: Ink Verzonnen, email: ink@veldstad.example, roles: [procurement_officer]}
  bea: {name: Bea Verzonnen, email: bea@veldstad.example, roles: [assessor]}
tender:
  procedure: sas_selection
  title: Proef
  told_in_part: false
  published_on: 2026-01-12
  requests_due_on: 2026-02-12
  tender_due_on: 2026-04-01
  maximum_candidates: 3
  lots: [{code: LOT-0001, title: Begeleiding, minimum: 2, maximum: 4}]
  selection:
    uea_required: true
    requirements:
      - {code: R1, kind: reference, text: Een opdracht voor een kwetsbare doelgroep., evidence: Een verklaring.}
    criteria:
      - {code: S1, text: Kwaliteit van de kwartiermaker., weight: 100, scale: 10, evidence: Een plan.}
    decision: {decided_on: 2026-02-20}
  invitation: {invited_on: 2026-02-23, submission_address: TenderNed}
  assessment:
    method: points
    minimum_total: 60
    criteria: [{code: K1, title: Plan, weight: 100, highest: 100}]
    assessors:
      bea: {person: bea, asked_on: 2026-04-02, declaration: {on: 2026-04-02}}
    opened: [{lot: LOT-0001, on: 2026-04-08}]
    locked: [{lot: LOT-0001, on: 2026-04-10}]
"""
CANDIDATES = ("een", "twee", "drie")
WHY = "Het plan laat dit zien."


def small(*points: int) -> dict[str, Any]:
    """Return a case in which each candidate gets so many points."""
    reader: Any = YAML(typ="safe", pure=True)
    content: dict[str, Any] = reader.load(HEAD)
    tender = content["tender"]
    tender["selection"]["requests"] = {
        key: {
            "name": key.capitalize(),
            "parties": [{"organisation": key, "role": "lead"}],
            "received_on": "2026-02-02",
            "size_class": "small",
            "judged": {"on": "2026-02-16", "findings": {"R1": {"met": True, "reason": WHY}}},
        }
        for key in CANDIDATES
    }
    marks = {key: {"K1": {"score": given, "reason": WHY}} for key, given in zip(CANDIDATES, points, strict=False)}
    bids = [{"on": "2026-04-02", "candidate": key, "lots": [{"lot": "LOT-0001"}]} for key in CANDIDATES]
    tender["assessment"] |= {
        "bids": bids,
        "scores": [{"on": "2026-04-07", "assessor": "bea", "lot": "LOT-0001", "given": marks}],
        "consensus": [{"on": "2026-04-09", "lot": "LOT-0001", "given": marks}],
    }
    return content
