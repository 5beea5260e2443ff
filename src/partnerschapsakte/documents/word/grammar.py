"""What a template may say: names, their parts, if, for, comparisons and our filters. Nothing can be called or made."""

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes

from partnerschapsakte.documents.word.environment import FILTERS, TESTS
from partnerschapsakte.foundation.sentences import Sentence, say

ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Test,
    nodes.Filter,
    nodes.Const,
)
DEEPEST = 12
LARGEST_NUMBER = 1_000_000
PATHS = (nodes.Name, nodes.Getattr, nodes.Getitem)


def objections(tree: nodes.Node) -> Iterator[tuple[int, Sentence]]:
    """Give the line and the objection for everything in a parsed template that is not allowed."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        objection = _objection(node) if depth <= DEEPEST * 4 else say("The tags are nested too deeply.")
        if objection:
            yield node.lineno, objection
        else:
            waiting.extend((child, depth + 1) for child in node.iter_child_nodes())


def _objection(node: nodes.Node) -> Sentence | None:
    if not isinstance(node, ALLOWED):
        return say("A template cannot do this: {what}.", what=type(node).__name__)
    match node:
        case nodes.Name(name=name) | nodes.Getattr(attr=name) if name.startswith("_"):
            return say("The name {name} is not allowed.", name=name)
        case nodes.Getitem(arg=argument) if not _is_key(argument):
            return say("Between square brackets stands a number or a name in quotes.")
        case nodes.Const(value=value) if not _is_small(value):
            return say("The value {value} is not allowed here.", value=repr(value)[:40])
        case nodes.For():
            return _objection_to_loop(node)
        case nodes.Output():
            return _objection_to_output(node)
        case _:
            return _objection_to_tool(node)


def _objection_to_tool(node: nodes.Node) -> Sentence | None:
    if isinstance(node, nodes.Filter) and (
        node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    ):
        return say("The filter {name} does not exist.", name=node.name)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        return say("The test {name} does not exist.", name=node.name)
    return None


def _objection_to_loop(node: nodes.For) -> Sentence | None:
    if not isinstance(node.target, nodes.Name) or not isinstance(node.iter, PATHS):
        return say("A loop goes over one list and gives each item one name.")
    if node.recursive or node.test or node.else_:
        return say("A loop has no condition and no else; put an if inside it.")
    return None


def _objection_to_output(node: nodes.Output) -> Sentence | None:
    for printed in node.nodes:
        inner: Any = printed
        while isinstance(inner, nodes.Filter):
            inner = inner.node
        if not isinstance(inner, (*PATHS, nodes.TemplateData)):
            return say("Only a data item can be printed, with or without a filter.")
    return None


def _is_key(argument: nodes.Node) -> bool:
    if not isinstance(argument, nodes.Const):
        return False
    value = argument.value
    if isinstance(value, str):
        return value.isidentifier() and not value.startswith("_")
    return type(value) is int


def _is_small(value: Any) -> bool:
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    return value is None or isinstance(value, str)


def references(tree: nodes.Node) -> frozenset[str]:
    """Return the paths of the data that a template reads, such as ``parties[].name``; loops are followed."""
    return frozenset(_references(tree, {"loop": ""}))


def _references(node: nodes.Node, names: dict[str, str]) -> Iterator[str]:
    if isinstance(node, PATHS):
        if path := _path(node, names):
            yield path
    elif isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        listed = _path(node.iter, names)
        yield listed
        for child in node.body:
            yield from _references(child, {**names, node.target.name: f"{listed}[]"})
    else:
        for child in node.iter_child_nodes():
            yield from _references(child, names)


def _path(node: nodes.Node, names: dict[str, str]) -> str:
    match node:
        case nodes.Name(name=name):
            return names.get(name, name)
        case nodes.Getattr(node=inner, attr=name):
            before = _path(inner, names)
            return f"{before}.{name}" if before else ""
        case nodes.Getitem(node=inner, arg=nodes.Const(value=key)):
            before = _path(inner, names)
            return f"{before}.{key}" if isinstance(key, str) else f"{before}[]"
        case _:
            return ""
