"""Writes the page of the procedure from the data that the program goes by: a drawing and a table for each kind."""
# ruff: noqa: INP001 - a folder of pages, not a package

from partnerschapsakte.foundation.language import label
from partnerschapsakte.tendering.rules.facts import Procedure, TenderStage
from partnerschapsakte.tendering.rules.steps import COURSES, Course, Step


def procedure_page() -> str:
    """Return every kind of procedure; kinds with the same course share a drawing."""
    drawn: dict[str, list[Procedure]] = {}
    for kind, course in COURSES.items():
        drawn.setdefault(_drawing(course) + "\n\n" + _table(course), []).append(kind)
    parts = [f"## {', '.join(_title(kind) for kind in kinds)}\n\n{text}" for text, kinds in drawn.items()]
    return "\n\n".join(parts)


def _title(kind: Procedure) -> str:
    name = label(kind)
    return name if name.startswith("SAS") else name.capitalize()


def _drawing(course: Course) -> str:
    lines = ["```text"]
    for stage, following in zip(course.stages, (*course.stages[1:], None), strict=True):
        lines.append(f"[ {label(stage)} ]")
        lines += [f"  \N{CLOCKWISE OPEN CIRCLE ARROW} {label(one.name)}" for one in _staying(course, stage)]
        if following is not None:
            lines += [f"  \N{BOX DRAWINGS LIGHT VERTICAL} {_how(one)}" for one in _leading(course, stage, following)]
            lines.append("  \N{BLACK DOWN-POINTING TRIANGLE}")
    return "\n".join([*lines, "```"])


def _staying(course: Course, stage: TenderStage) -> list[Step]:
    return [one for one in course.steps.values() if stage in one.sources and one.target in {None, stage}]


def _leading(course: Course, stage: TenderStage, following: TenderStage) -> list[Step]:
    return [one for one in course.steps.values() if stage in one.sources and one.target is following]


def _how(step: Step) -> str:
    return f"{label(step.name)} (vanzelf)" if step.by_itself else label(step.name)


def _table(course: Course) -> str:
    rows = ["| stap | kan in | leidt naar | regels | legt vast |", "| --- | --- | --- | --- | --- |"]
    for step in course.steps.values():
        stages = ", ".join(label(one) for one in step.sources)
        target = label(step.target) if step.target else "\N{EN DASH}"
        rules, facts = ", ".join(step.guards) or "\N{EN DASH}", ", ".join(f"`{one}`" for one in step.effects)
        rows.append(f"| {_how(step)} | {stages} | {target} | {rules} | {facts or chr(0x2013)} |")
    return "\n".join(rows)
