"""Two people at the same point at the same moment: one act stands, the other is told, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import ExtensionDecision
from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice
from partnerschapsakte.contracts.schemas import ConcludeEvaluation, DecideExtension, PlanEvaluation
from partnerschapsakte.contracts.service.evaluations import conclude_evaluation, plan_evaluation
from partnerschapsakte.contracts.service.extensions import decide_extension
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from services.contracts.exemplum import agreement, evaluated, on, settle

SPRING = date(2022, 4, 1)


def outcome(engine: Engine, act: Callable[[Session], object]) -> str:
    """Do an act in a transaction of its own, and say how it ended."""
    try:
        with writing(engine)() as session:
            act(session)
    except Refusal as refusal:
        return refusal.code
    except (IntegrityError, StaleDataError):
        return "collided"
    return "done"


def overtaken(engine: Engine, first: Callable[[Session], object], second: Callable[[Session], object]) -> str:
    """Begin the second act while the first is not yet committed, and say how the second ended."""
    with ThreadPoolExecutor(1) as pool:
        with writing(engine)() as session:
            first(session)
            waiting = pool.submit(outcome, engine, second)
            sleep(0.5)
            assert not waiting.done()
        return waiting.result()


def test_two_decisions_for_the_same_point_leave_one(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))

    def decide(choice: Choice) -> Callable[[Session], object]:
        command = DecideExtension(authority_id=at.exemplum, choice=choice, reason="Het gesprek is gevoerd.")
        return lambda session: decide_extension(session, on(SPRING, at.mandate_holder), akte, 1, command)

    assert overtaken(engine, decide(Choice.EXTEND), decide(Choice.LET_LAPSE)) == "already_decided"
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(ExtensionDecision)) == 1
        decided = select(func.count()).where(JournalEntry.tag == "contract:extension:decided")
        assert session.scalar(decided) == 1


def test_two_people_who_conclude_one_evaluation_through_two_sub_agreements_do_not_overwrite_each_other(
    engine: Engine,
) -> None:
    with writing(engine)() as session:
        at = settle(session)
        base = agreement(session, at, kind=AgreementKind.BASE).id
        subs = [agreement(session, at, kind=AgreementKind.SUB, parent_id=base, term=None).id for _ in range(2)]
        planned = PlanEvaluation(planned_on=date(2021, 9, 1))
        plan_evaluation(session, on(date(2021, 3, 1), at.contract_manager), base, 1, planned)

    def conclude(sub: str) -> Callable[[Session], object]:
        command = ConcludeEvaluation(concluded_on=date(2021, 12, 15), findings=f"Vastgesteld bij {sub}.")
        by = on(date(2021, 12, 15), at.contract_manager)
        return lambda session: conclude_evaluation(session, by, sub, 1, command)

    assert overtaken(engine, *(conclude(sub) for sub in subs)) == "evaluation_concluded"
    with Session(engine) as session:
        (evaluation,) = queries.agreement(session, base).evaluations
        assert evaluation.findings == f"Vastgesteld bij {subs[0]}."
