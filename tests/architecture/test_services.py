"""Every act of a service records what happened, in the transaction in which it happened."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "partnerschapsakte"
SERVICES = sorted(
    path
    for path in [*SOURCE.glob("*/service.py"), *SOURCE.glob("*/service/*.py")]
    if path.name != "__init__.py" and path.relative_to(SOURCE).parts[0] != "journal"
)

WRITES = {"add", "add_all", "delete", "merge", "execute"}

# "room.function": why it may be silent.
SILENT_FOR_A_REASON = {
    "access.keep_alive": "that a browser was seen is no fact of a dossier; signing in and out are recorded",
    "access.begin": "a browser that is sent to the identity provider did nothing yet; its coming back is recorded",
    "access.begin_link": "see access.begin",
    "access.take_back": "its caller records who came in, or why nobody did",
    "access.note_use": "that a token was used is no fact of a dossier; making and revoking are recorded",
    "access.end_tokens": "its caller records why",
    "access.end_sessions": "its caller records why",
    "access.end_invitations": "its caller records why",
    "access.owed_notice": "its caller records the change that it tells of",
    "access.take_turn_with_administrators": "it waits for its turn, and changes nothing",
    "access.compare_again": "it compares a password and changes nothing; its caller records what came of it",
    "access.prepare_change": "it hashes a password before anything is locked; its caller records the change",
    "agenda.remind": "the day of the next reminder follows from the milestone, whose own fact is recorded",
    "dossiers.keep_design": "its caller records the choice or the principles, with their words",
    "reminders.sweep_through": "a case run shows what would have been sent; nothing is sent",
}


def test_every_act_of_a_service_records_a_fact() -> None:
    silent = [name for name in silent_functions() if name not in SILENT_FOR_A_REASON]
    assert not silent, (
        "end with journal.service.record(session, occasion, fact): docs/decisions/0004-journal-and-outbox.md"
    )


def test_the_list_of_silent_functions_has_no_one_who_speaks() -> None:
    assert set(SILENT_FOR_A_REASON) <= set(silent_functions()), "take it off the list"


def silent_functions() -> list[str]:
    """List ``room.function`` of the acts that neither record nor call, however far down, one that does."""
    called = {f"{room(path)}.{name}": calls for path in SERVICES for name, calls in functions(path).items()}
    speaking = {"journal.record"}
    while more := {name for name, calls in called.items() if name not in speaking and calls & speaking}:
        speaking |= more
    return sorted({name for path in SERVICES for name in acts(path)} - speaking)


def acts(path: Path) -> list[str]:
    """List the public functions that take the occasion of a change, or that change something without one."""
    own = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    public = [node for node in own if not node.name.startswith(("_", "why_not_"))]
    return [f"{room(path)}.{node.name}" for node in public if takes_occasion(node) or changes(node)]


def takes_occasion(function: ast.FunctionDef) -> bool:
    return "occasion" in {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}


def changes(function: ast.FunctionDef) -> bool:
    """Tell whether it writes through the session or sets a field of something it was given or found."""
    for node in ast.walk(function):
        match node:
            case ast.Call(ast.Attribute(ast.Name("session"), name)) if name in WRITES:
                return True
            case ast.Attribute(ctx=ast.Store()):
                return True
            case _:
                pass
    return False


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def functions(path: Path) -> dict[str, set[str]]:
    """Name each function of a module and the functions of services, as ``room.function``, that it mentions."""
    tree = ast.parse(path.read_text("utf-8"))
    own = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    names = {node.name: f"{room(path)}.{node.name}" for node in own} | imported(tree)
    return {node.name: mentioned(node, names) for node in own}


def imported(tree: ast.Module) -> dict[str, str]:
    """Tell what each imported name stands for: a function of a service, or the room of a module of services."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("partnerschapsakte."):
                place = module.split(".")[1]
                for alias in node.names:
                    is_module = alias.name == "service" or (SOURCE / place / "service" / f"{alias.name}.py").exists()
                    if is_module or ".service" in module:
                        found[alias.asname or alias.name] = place if is_module else f"{place}.{alias.name}"
            case _:
                pass
    return found


def mentioned(function: ast.FunctionDef, names: dict[str, str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Attribute(ast.Name(owner), name):
                found.add(f"{names.get(owner, owner)}.{name}")
            case ast.Name(name):
                found.add(names.get(name, name))
            case _:
                pass
    return found
