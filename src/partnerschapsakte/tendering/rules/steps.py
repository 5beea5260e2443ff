"""The procedure as data: for each kind of procedure its stages, and every step with its guards and effects."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from partnerschapsakte.tendering.rules.facts import Procedure, TenderStage

Stage = TenderStage


class TenderStep(StrEnum):
    """What can happen in a tender: an act of the authority, or a day that passes."""

    PUBLISH = "publish"
    MOVE_DEADLINES = "move_deadlines"
    REQUESTS_DUE = "requests_due"
    ADMIT = "admit"
    WITHDRAW_CANDIDATE = "withdraw_candidate"
    START_DIALOGUE = "start_dialogue"
    HOLD_SESSION = "hold_session"
    APPROVE_MINUTES = "approve_minutes"
    CLOSE_DIALOGUE = "close_dialogue"
    INVITE = "invite"
    TENDERS_DUE = "tenders_due"
    SEND_LETTERS = "send_letters"
    MAKE_DEFINITIVE = "make_definitive"
    CONCLUDE = "conclude"
    SEND_NOTICE = "send_notice"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: the stages in which it can happen, the stage it leads to (None: it stays), and what hangs on it.

    ``guards`` are rows of the table of rules that can refuse it; ``effects`` are the tags of the facts that it leaves.
    ``by_itself``: nobody does it, a day passes.
    """

    name: TenderStep
    sources: tuple[Stage, ...]
    target: Stage | None = None
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    by_itself: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The whole of one kind of procedure: its stages in order, and its steps."""

    stages: tuple[Stage, ...]
    steps: Mapping[TenderStep, Step]

    @property
    def has_final_tender(self) -> bool:
        """Tell whether tenders are asked: there is a deadline for them, and no choice straight after the dialogue."""
        return TenderStep.TENDERS_DUE in self.steps

    def after(self, stage: Stage) -> Stage:
        """Return the stage that follows one of this course; the last is followed by itself."""
        place = self.stages.index(stage)
        return self.stages[min(place + 1, len(self.stages) - 1)]


START, CALL, SELECTION, DIALOGUE = Stage.PREPARATION, Stage.CALL, Stage.SELECTION, Stage.DIALOGUE
TENDERING, ASSESSMENT, STANDSTILL, END = Stage.TENDERING, Stage.ASSESSMENT, Stage.STANDSTILL, Stage.CONCLUDED
ONE_STAGE = (START, CALL, ASSESSMENT, STANDSTILL, END)
TWO_STAGES = (START, CALL, SELECTION, TENDERING, ASSESSMENT, STANDSTILL, END)
WITH_DIALOGUE = (START, CALL, SELECTION, DIALOGUE, TENDERING, ASSESSMENT, STANDSTILL, END)
WITHOUT_TENDER = tuple(stage for stage in WITH_DIALOGUE if stage is not TENDERING)
SELECTION_ONLY = (START, CALL, SELECTION, STANDSTILL, END)


def _course(*stages: Stage) -> Course:
    """Return the course that runs through these stages."""
    steps = [*_call(stages), *_dialogue(stages), *_tenders(stages), *_award(stages)]
    return Course(stages=stages, steps={one.name: one for one in steps})


def _call(stages: tuple[Stage, ...]) -> list[Step]:
    before_award = tuple(stage for stage in stages if stage not in {ASSESSMENT, STANDSTILL, END})
    admitting = (CALL, SELECTION) if SELECTION in stages else (CALL, ASSESSMENT)
    called = [
        Step(
            name=TenderStep.PUBLISH,
            sources=(START,),
            target=CALL,
            guards=("1", "2", "3", "4", "5", "6", "7", "77"),
            effects=("tender:published",),
        ),
        Step(
            name=TenderStep.MOVE_DEADLINES,
            sources=before_award,
            guards=("9", "12", "24", "25", "26"),
            effects=("tender:deadlines:moved",),
        ),
        Step(name=TenderStep.ADMIT, sources=admitting, guards=("17",), effects=("tender:candidate:admitted",)),
        Step(
            name=TenderStep.WITHDRAW_CANDIDATE,
            sources=tuple(stage for stage in stages if stage not in {START, END}),
            effects=("tender:candidate:withdrawn",),
        ),
    ]
    if SELECTION in stages:
        called.append(Step(name=TenderStep.REQUESTS_DUE, sources=(CALL,), target=SELECTION, by_itself=True))
    return called


def _dialogue(stages: tuple[Stage, ...]) -> list[Step]:
    if DIALOGUE not in stages:
        return []
    return [
        Step(
            name=TenderStep.START_DIALOGUE,
            sources=(CALL, SELECTION),
            target=DIALOGUE,
            guards=("14", "17", "68"),
            effects=("tender:dialogue:started",),
        ),
        Step(
            name=TenderStep.HOLD_SESSION,
            sources=(DIALOGUE,),
            guards=("14", "21", "67"),
            effects=("tender:session:held",),
        ),
        Step(
            name=TenderStep.APPROVE_MINUTES,
            sources=tuple(stage for stage in stages if stage not in {START, CALL, SELECTION}),
            guards=("18",),
            effects=("tender:minutes:approved",),
        ),
        Step(
            name=TenderStep.CLOSE_DIALOGUE,
            sources=(DIALOGUE,),
            target=TENDERING if TENDERING in stages else ASSESSMENT,
            guards=("18", "21"),
            effects=("tender:dialogue:closed",),
        ),
    ]


def _tenders(stages: tuple[Stage, ...]) -> list[Step]:
    due = Step(name=TenderStep.TENDERS_DUE, sources=(CALL,), target=ASSESSMENT, guards=("23", "24"), by_itself=True)
    if stages == ONE_STAGE:
        return [due]
    if TENDERING not in stages:
        return []
    # After a dialogue the closing leads here, without one the invitation does.
    invited_from = (TENDERING,) if DIALOGUE in stages else (SELECTION, TENDERING)
    invite = Step(
        name=TenderStep.INVITE,
        sources=invited_from,
        target=TENDERING,
        guards=("21", "26"),
        effects=("tender:invitation:sent",),
    )
    return [invite, Step(name=due.name, sources=(TENDERING,), target=ASSESSMENT, guards=due.guards, by_itself=True)]


def _award(stages: tuple[Stage, ...]) -> list[Step]:
    decided_in = ASSESSMENT if ASSESSMENT in stages else SELECTION
    return [
        Step(
            name=TenderStep.SEND_LETTERS,
            sources=(decided_in, STANDSTILL),
            target=STANDSTILL,
            guards=("21", "36"),
            effects=("tender:award-letter:sent",),
        ),
        Step(
            name=TenderStep.MAKE_DEFINITIVE,
            sources=(STANDSTILL, END),
            target=END,
            guards=("35", "37"),
            effects=("tender:award:definitive",),
        ),
        Step(
            name=TenderStep.CONCLUDE,
            sources=(STANDSTILL, END),
            target=END,
            guards=("35", "37", "38"),
            effects=("tender:contract:concluded",),
        ),
        Step(
            name=TenderStep.SEND_NOTICE,
            sources=(STANDSTILL, END),
            guards=("1", "39"),
            effects=("tender:award-notice:sent",),
        ),
        Step(
            name=TenderStep.WITHDRAW,
            sources=stages,
            target=END,
            effects=("tender:withdrawn",),
        ),
    ]


COURSES: Mapping[Procedure, Course] = {
    Procedure.SAS_ONE_STAGE: _course(*ONE_STAGE),
    Procedure.SAS_SELECTION: _course(*TWO_STAGES),
    Procedure.SAS_DIALOGUE: _course(*WITH_DIALOGUE),
    Procedure.SAS_SELECTION_ONLY: _course(*SELECTION_ONLY),
    Procedure.SAS_DIALOGUE_ONLY: _course(*WITHOUT_TENDER),
    Procedure.OPEN: _course(*ONE_STAGE),
    Procedure.RESTRICTED: _course(*TWO_STAGES),
    Procedure.COMPETITIVE_DIALOGUE: _course(*WITH_DIALOGUE),
}
"""Every kind of procedure. The two without a final tender are the contract standard's ZEMVI routes."""
