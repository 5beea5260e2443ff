"""The command line: one program, a group for case files, one for dates, one for users, and what keeps running."""

import typer

from partnerschapsakte.cli import archiving, openapi, running
from partnerschapsakte.cli.case import case
from partnerschapsakte.cli.dates import dates

app = typer.Typer(
    help="Partnerschapsakten: dialoogaanbesteding, akte, en negen jaar bewaakte data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(case, name="case")
app.add_typer(dates, name="dates")
app.add_typer(running.user, name="user")
for command in (running.serve, running.work, running.migrate, running.doctor, running.demo):
    app.command()(command)
app.command("export")(archiving.export_everything)
app.command("import")(archiving.import_everything)
app.command("openapi")(openapi.openapi)


def run() -> None:
    """Run the program. Exit codes: 0 done, 1 invalid input, 2 wrong usage, 3 a rule refused a step."""
    app()
