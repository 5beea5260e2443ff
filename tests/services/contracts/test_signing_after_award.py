"""Rule 35 at the table where an agreement goes on record: no way round the standstill, and every override told."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened
from partnerschapsakte.contracts.rules.kinds import AgreementKind, ProviderRole
from partnerschapsakte.contracts.schemas import ConcludeAgreement, ProviderSeat, TermTerms
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering.rules.facts import Procedure, RecordState
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    MarkRecord,
    PlannedLot,
    PlanTender,
    PublishTender,
    SendAwardLetter,
)
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as tendering

LETTER = date(2019, 7, 10)


def tendered(session: Session, *, awarded: bool) -> Opened:
    """Put a tender of one lot on record, with its award letter if it was sent."""
    at = opened(session, date(2018, 12, 1))
    by = on(date(2018, 12, 1), at.manager)
    plan = {
        "procedure": Procedure.SAS_ONE_STAGE,
        "title": "Zorgpartners",
        "tender_due_on": date(2019, 5, 1),
        "lots": (PlannedLot(code="LOT-0001", title="Perceel"),),
    }
    tendering.plan_tender(session, by, at.dossier, PlanTender.model_validate(plan))
    published = PublishTender(published_on=date(2018, 12, 14), reference="TN-1")
    tendering.publish_tender(session, on(date(2018, 12, 14), at.manager), at.dossier, published)
    if awarded:
        admit = {
            "name": "Een",
            "admitted_on": date(2019, 2, 20),
            "parties": ({"party_id": at.providers[0], "role": "lead"},),
        }
        first = tendering.admit_candidate(
            session, on(date(2019, 2, 20), at.manager), at.dossier, AdmitCandidate.model_validate(admit)
        )
        letter = SendAwardLetter(lot="LOT-0001", decided_on=LETTER, sent_on=LETTER, awarded=(first.id,))
        tender_awards.send_award_letter(session, on(LETTER, at.manager), at.dossier, letter)
        complete = MarkRecord(state=RecordState.COMPLETE)
        tender_awards.mark_record(session, on(LETTER, at.manager), at.dossier, complete)
    return at


def sign(session: Session, at: Opened, day: date, actor: Actor, **changes: Any) -> None:
    """Put an agreement on record that was signed on this day."""
    usual: dict[str, Any] = {
        "kind": AgreementKind.SINGLE,
        "deed": "A-1",
        "title": "Akte",
        "authorities": (at.authority,),
        "providers": (ProviderSeat(party_id=at.providers[0], role=ProviderRole.CONTRACTOR),),
        "term": TermTerms(starts_on=date(2020, 1, 1), initial_months=36),
        "concluded_on": day,
    }
    conclude_agreement(session, on(day, actor), at.dossier, ConcludeAgreement(**{**usual, **changes}))


@pytest.mark.parametrize("lots", [(), ("LOT-0001",), ("Perceel",), ("perceel 1",)])
def test_no_way_of_naming_the_lot_escapes_the_standstill(engine: Engine, lots: tuple[str, ...]) -> None:
    with writing(engine)() as session:
        at = tendered(session, awarded=True)
        with pytest.raises(Refusal) as refused:
            sign(session, at, date(2019, 7, 30), at.manager, lots=lots)
        assert (refused.value.code, refused.value.rule) == ("standstill_runs", "35")
        sign(session, at, date(2019, 7, 31), at.manager, lots=lots)


def test_nothing_is_signed_for_a_lot_whose_award_letter_was_not_sent(engine: Engine) -> None:
    with writing(engine)() as session:
        at = tendered(session, awarded=False)
        with pytest.raises(Refusal) as refused:
            sign(session, at, date(2019, 7, 1), at.manager, lots=("LOT-0001",))
        assert (refused.value.code, refused.value.rule) == ("award_letter_missing", "35")
        sign(session, at, date(2019, 7, 1), at.manager, lots=("LOT-0001",), concluded_on=None)


def test_the_reason_for_signing_early_and_the_motivations_are_in_the_journal(engine: Engine) -> None:
    with writing(engine)() as session:
        at = tendered(session, awarded=True)
        holder = at.mandate_holder
        reason = "De rechter wees het bezwaar af."
        sign(session, at, date(2019, 7, 20), holder, signed_early_because=reason, duration_motivation="Tijd nodig.")
        told = session.scalar(select(JournalEntry.details).where(JournalEntry.tag == "contract:agreement:concluded"))
    assert told is not None
    assert told["signed_early_because"] == reason
    assert told["duration_motivation"] == "Tijd nodig."
    assert told["notice_lead_months"] == 6
