"""The date engine on the command line: one verb per question, each with the steps behind its answer."""

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer

from partnerschapsakte.dates import deadlines
from partnerschapsakte.dates.explanation import Explained, as_json, begin
from partnerschapsakte.dates.period import Length
from partnerschapsakte.dates.terms import Convention, NoticeRule, Point, Term
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.foundation.sentences import Sentence, say

REFUSED = 3
LOCALE = "nl"
LONGEST_DAYS, LONGEST_MONTHS = 3660, 600

dates = typer.Typer(no_args_is_help=True, help="Reken een datum van de procedure of de akte uit, en zeg waarom.")


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise typer.BadParameter(f"{text} is geen datum zoals 2026-11-22")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is geen dag van de kalender") from None


def _months(text: str) -> tuple[int, ...]:
    if not re.fullmatch(r"[1-9]\d{0,2}(,[1-9]\d{0,2})*", text):
        raise typer.BadParameter(f"{text} is geen lijst van hele maanden zoals 36,24,24,24", param_hint="--months")
    return tuple(int(part) for part in text.split(","))


def _duty_of_quarter(text: str) -> deadlines.Duty:
    if not re.fullmatch(r"[1-9]\d{3}Q[1-4]", text):
        raise typer.BadParameter(f"{text} is geen kwartaal zoals 2026Q1", param_hint="--quarter")
    year, quarter = text.split("Q")
    return deadlines.award_notice_of_quarter(int(year), int(quarter))


def _option(help_text: str) -> Any:
    return typer.Option(parser=_day, metavar="DATUM", help=help_text)


Json = Annotated[bool, typer.Option("--json", help="Toon de data met hun stappen als JSON.")]
Days = Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="Kalenderdagen.")]


@dates.command()
def standstill(
    sent: Annotated[date, _option("De dag waarop de brieven zijn verzonden.")],
    days: Days = deadlines.STANDSTILL_DAYS,
    json_wanted: Json = False,
) -> None:
    """Opschortende termijn na de gunningsbrieven, en de eerste dag om te tekenen."""
    with _refusals_told():
        found = deadlines.standstill(sent, days)
        rows = [
            ("raw", say("As counted"), found.raw),
            *_outcomes(found),
            ("last_day", say("Last day of the standstill"), found.last_day),
            ("earliest_signing", say("First day to sign"), found.earliest_signing),
        ]
        _answer(rows, found.last_day, found.earliest_signing, found.findings, json_wanted)


@dates.command()
def award_notice(
    award: Annotated[date | None, _option("De dag van de gunning.")] = None,
    quarter: Annotated[str | None, typer.Option(help="Een kwartaal, zoals 2026Q1.")] = None,
    json_wanted: Json = False,
) -> None:
    """Uiterste dag voor de aankondiging van de gegunde opdracht: na één gunning, of per kwartaal."""
    with _refusals_told():
        match award, quarter:
            case date(), None:
                _answer_duty(deadlines.award_notice(award), json_wanted)
            case None, str():
                _answer_duty(_duty_of_quarter(quarter), json_wanted)
            case _:
                raise typer.BadParameter("geef --award of --quarter")


@dates.command()
def questions(
    deadline: Annotated[date, _option("De dag waarop de inschrijvingen binnen moeten zijn.")], json_wanted: Json = False
) -> None:
    """Uiterste dag waarop antwoorden op vragen zijn gepubliceerd."""
    with _refusals_told():
        found = deadlines.questions(deadline)
        rows = [
            ("publish_by", say("Last permitted day"), found.publish_by),
            ("advised_by", say("Advised: the last working day"), found.advised_by),
        ]
        _answer(rows, found.publish_by, found.advised_by, found.findings, json_wanted)


@dates.command()
def report(
    received: Annotated[date, _option("De dag waarop het verzoek binnenkwam.")], json_wanted: Json = False
) -> None:
    """Uiterste dag om een verzoek om een voortgangsbericht te beantwoorden."""
    with _refusals_told():
        _answer_duty(deadlines.progress_report(received), json_wanted)


@dates.command()
def shift(
    start: Annotated[
        date, typer.Option("--from", parser=_day, metavar="DATUM", help="De dag vanaf waar wordt geteld.")
    ],
    months: Annotated[int, typer.Option(help="Kalendermaanden; negatief telt terug.")],
    json_wanted: Json = False,
) -> None:
    """Verschuif een dag met kalendermaanden, geteld vanaf die dag."""
    with _refusals_told():
        moved = begin(start, say("The day to count from")).add_months(months)
        _answer_one(say("Outcome"), moved.explained("Regulation 1182/71 art. 3(2)(c)"), json_wanted)


@dates.command()
def validity(
    closing: Annotated[date, _option("De dag waarop de inschrijving sluit.")],
    days: Days,
    count_closing_day: Annotated[bool, typer.Option("--count-closing-day", help="De sluitingsdag is dag 1.")] = False,
    json_wanted: Json = False,
) -> None:
    """De laatste dag waarop een inschrijving bindt."""
    with _refusals_told():
        found = deadlines.tender_validity(closing, days, closing_day_counts=count_closing_day)
        _answer_one(say("Last day on which the tender binds"), found, json_wanted)


@dates.command()
def keep(award: Annotated[date, _option("De dag van de gunning.")], json_wanted: Json = False) -> None:
    """Tot wanneer het aanbestedingsdossier ten minste wordt bewaard."""
    with _refusals_told():
        _answer_one(say("Keep the procurement file at least until"), deadlines.keep_until(award), json_wanted)


@dates.command()
def term(
    start: Annotated[date, _option("De eerste dag van de akte.")],
    months: Annotated[str, typer.Option(help="Eerste periode en opties, zoals 36,24,24,24.")],
    lead: Annotated[int, typer.Option(min=1, max=LONGEST_MONTHS, help="Maanden vóór het einde voor de aanzegging.")],
    convention: Annotated[Convention, typer.Option(help="A: vanaf de volgende begindag. B: vanaf de laatste dag.")] = (
        Convention.B
    ),
    json_wanted: Json = False,
) -> None:
    """De einddata van een akte met opties, en de laatste dag voor elke aanzegging."""
    with _refusals_told():
        initial, *options = _months(months)
        contract = Term(start, initial, tuple(options), NoticeRule(Length(months=lead), convention))
        if json_wanted:
            _print_json(_term_as_json(contract))
            return
        rows = [(say("First day of the contract"), contract.starts_on), (say("First end"), contract.last_day().on)]
        for point in contract.points:
            number = point.number
            rows += [
                (say("Notice for extension {number} received by", number=number), point.decide_by.on),
                (say("Reminders for extension {number} count back from", number=number), point.remind_by.on),
                (say("End after extension {number}", number=number), point.last_day_after.on),
            ]
        _print_rows(rows)


def _term_as_json(contract: Term) -> dict[str, Any]:
    return {
        **as_json(contract.latest_last_day, _tell),
        "starts_on": contract.starts_on.isoformat(),
        "last_day": as_json(contract.last_day(), _tell),
        "latest_last_day": as_json(contract.latest_last_day, _tell),
        "points": [_point_as_json(point) for point in contract.points],
    }


def _point_as_json(point: Point) -> dict[str, Any]:
    names = ("decide_by", "remind_by", "last_day_before", "last_day_after")
    explained = {name: as_json(getattr(point, name), _tell) for name in names}
    return {"number": point.number, "months": point.months, **explained}


Row = tuple[str, Sentence, Explained]


def _outcomes(found: deadlines.Outcomes) -> list[Row]:
    return [
        ("under_termijnenwet", say("Under the Algemene termijnenwet"), found.under_termijnenwet),
        ("under_regulation", say("Under Regulation 1182/71"), found.under_regulation),
    ]


def _answer_duty(found: deadlines.Duty, json_wanted: bool) -> None:
    rows = [
        *_outcomes(found),
        ("due_by", say("Last permitted day"), found.due_by),
        ("safe_by", say("Aim for"), found.safe_by),
    ]
    _answer(rows, found.safe_by, found.due_by, found.findings, json_wanted)


def _answer(
    rows: list[Row], chief: Explained, longest: Explained, findings: tuple[Finding, ...], json_wanted: bool
) -> None:
    """Print the dates and what the reader must know; as JSON with the chief one first, else with the longest steps."""
    if json_wanted:
        named = {name: as_json(explained, _tell) for name, _, explained in rows}
        told = [_finding_as_json(finding) for finding in findings]
        _print_json({**as_json(chief, _tell), **named, "findings": told})
        return
    _print_rows([(label, explained.on) for _, label, explained in rows])
    _print_steps(longest)
    for finding in findings:
        typer.echo(_tell(say("Note: {message}", message=finding.message)))


def _answer_one(label: Sentence, explained: Explained, json_wanted: bool) -> None:
    if json_wanted:
        _print_json(as_json(explained, _tell))
        return
    _print_rows([(label, explained.on)])
    _print_steps(explained)


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "source": finding.source,
        "message": _tell(finding.message),
        "where": finding.where,
    }


def _print_json(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _print_rows(rows: list[tuple[Sentence, date]]) -> None:
    labels = [_tell(label) for label, _ in rows]
    width = max(map(len, labels))
    for label, (_, day) in zip(labels, rows, strict=True):
        typer.echo(f"{label:<{width}}  {_weekday(day)}")


def _print_steps(explained: Explained) -> None:
    why = explained.why
    typer.echo()
    for step in why.steps:
        typer.echo(f"  {step.on.isoformat()}  {_tell(step.text)}")
    if why.rule is None:
        source = say("Source: {source}", source=why.source)
    else:
        source = say("Source: {source}; rule {rule}", source=why.source, rule=why.rule)
    typer.echo(f"  {_tell(source)}")


@contextmanager
def _refusals_told() -> Generator[None]:
    """Turn a refusal into its sentence, its rule and article, what would help, and exit code 3."""
    try:
        yield
    except Refusal as refusal:
        typer.echo(_tell(refusal.message), err=True)
        if refusal.rule and refusal.article:
            source = say("Source: {source}; rule {rule}", source=refusal.article, rule=refusal.rule)
            typer.echo(_tell(source), err=True)
        if refusal.remedy:
            typer.echo(_tell(refusal.remedy), err=True)
        raise typer.Exit(REFUSED) from None


def _tell(sentence: Sentence) -> str:
    from partnerschapsakte.foundation.language import tell  # noqa: PLC0415 - Babel takes time to import

    return tell(sentence, LOCALE)


def _weekday(day: date) -> str:
    from partnerschapsakte.foundation.language import weekday  # noqa: PLC0415 - Babel takes time to import

    return weekday(day, LOCALE)
