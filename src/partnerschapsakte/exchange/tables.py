"""Says of every table whether it goes along in an archive, and in which order tables are filled again."""

import importlib
import pkgutil
from functools import cache
from importlib.util import find_spec
from types import MappingProxyType

from sqlalchemy import Table as Columns

import partnerschapsakte
from partnerschapsakte.foundation.database import Table

KEPT = frozenset(
    {
        "agreement",
        "agreement_authority",
        "agreement_provider",
        "api_token",
        "assessed_bid",
        "assessment_draw",
        "assessment_plan",
        "assessment_score",
        "assessor_seat",
        "award",
        "award_letter",
        "awarded_candidate",
        "bid",
        "bid_correction",
        "bid_extension",
        "bid_opening",
        "bid_outage",
        "bid_statement",
        "budget_year",
        "candidate",
        "candidate_party",
        "clarification_item",
        "clarification_note",
        "compensation_decision",
        "complaint",
        "consulted_party",
        "contribution",
        "contribution_scan",
        "court_case",
        "criterion_score",
        "decided_design",
        "decision_elsewhere",
        "design_choice",
        "design_fit",
        "design_impact",
        "design_route",
        "dialogue_announcement",
        "dialogue_closing",
        "dialogue_letter",
        "dialogue_product",
        "dialogue_reduction",
        "dialogue_round",
        "dialogue_session",
        "digest",
        "dossier",
        "dossier_authority",
        "dossier_post",
        "dossier_right",
        "evaluation",
        "evaluation_dissent",
        "extension_continuation",
        "extension_decision",
        "extension_notice",
        "federated_identity",
        "frozen_document",
        "handover_note",
        "issued_document",
        "issued_pdf",
        "item_consent",
        "journal_checkpoint",
        "journal_entry",
        "journal_head",
        "kept_file",
        "kept_file_body",
        "key_wrap",
        "lapsed_option",
        "letter",
        "lot",
        "lot_assessment",
        "lot_award",
        "lot_tenderer",
        "lot_winner",
        "mandate",
        "market_consultation",
        "membership",
        "milestone",
        "notice_receipt",
        "opened_chunk",
        "opened_part",
        "other_way",
        "outbox_message",
        "participation_request",
        "party",
        "passed_warning",
        "person",
        "planned_session",
        "principles_version",
        "proceedings_item",
        "proceedings_record",
        "progress_request",
        "question",
        "recovery_code",
        "reminder",
        "request_party",
        "requirement_finding",
        "rights_review",
        "sealed_chunk",
        "sealed_fact",
        "sealed_part",
        "selection_decision",
        "selection_draw",
        "selection_plan",
        "session_expert",
        "session_expert_name",
        "session_minutes",
        "session_minutes_body",
        "session_outcome",
        "session_seat",
        "specification_change",
        "submission",
        "sweep_log",
        "tender",
        "term_option",
        "told_item",
        "uploaded_template",
        "vault",
        "vault_clock",
        "vault_correction",
        "vault_invitation",
        "vault_opener",
    }
)
"""What an archive holds. A new table is put here, or in ``LEFT_OUT`` with its reason; a test asks for the choice."""

LEFT_OUT = MappingProxyType(
    {
        "signed_in_session": "a restored installation signs nobody in: everybody does so again",
        "pending_sign_in": "a browser that was on its way to the identity provider begins again",
        "invitation": "a link that was used or withdrawn after the archive was made would open again",
        "failed_sign_in": "counted for an hour only; the journal keeps what must be kept",
        "answered_request": "answers to repeated requests are kept for two days only, and may hold a token shown once",
        "half_open_wrap": "half of the key of a vault lies there for ten minutes at most, never in an archive",
    }
)
"""What an archive never holds, and why. A restored installation begins without it."""


class UndecidedTableError(Exception):
    """A table is neither kept nor left out; that is a mistake of the program."""


@cache
def all_tables() -> tuple[Columns, ...]:
    """Return every table of every room; a table comes after those it points at."""
    for room in pkgutil.iter_modules(partnerschapsakte.__path__, "partnerschapsakte."):
        if room.ispkg and find_spec(f"{room.name}.models"):
            importlib.import_module(f"{room.name}.models")
    return tuple(Table.metadata.sorted_tables)


def kept_tables() -> tuple[Columns, ...]:
    """Return the tables of an archive in the order in which they are filled again."""
    undecided = {table.name for table in all_tables()} ^ (KEPT | LEFT_OUT.keys())
    if undecided:
        raise UndecidedTableError(f"decide on {', '.join(sorted(undecided))}")
    return tuple(table for table in all_tables() if table.name in KEPT)
