"""What one operation of the API is: its address, what it takes and gives, and how its arguments are read."""

import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.fields import Command, Unacceptable
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.web.forms import sentence_of
from partnerschapsakte.web.paging import LARGEST_SIZE, LAST_PAGE, PAGE, PAGE_SIZE, Listed, Paging

JSON = "application/json"
HOUSE = ("address", "templates", "keys", "sealed_store")
"""What the installation gives: its address, the folder of its templates, its keys, whether it receives sealed bids."""

GIVEN = frozenset({"session", "actor", "occasion", "now", "paging", "query", "data", "content", "version", *HOUSE})
IN_PATH = re.compile(r"\{(\w+):(\w+)\}")
NUMBER = re.compile(r"[0-9]{1,9}")

SENTENCES = {
    "json_invalid": say("This is not JSON."),
    "extra_forbidden": say("This field is not known here."),
    "missing": say("This field is required."),
    "string_type": say("This must be text."),
    "int_type": say("This must be a whole number."),
    "int_parsing": say("This must be a whole number."),
    "decimal_type": say("This must be a number."),
    "decimal_parsing": say("This must be a number."),
    "bool_type": say("This must be true or false."),
    "model_type": say("This must be an object with fields."),
    "tuple_type": say("This must be a list."),
    "list_type": say("This must be a list."),
    "dict_type": say("This must be an object with fields."),
}
WHOLE_NUMBER = say("This must be a whole number from {lowest} to {highest}.", lowest=1, highest=1)


class Asked(Command):
    """The base of what a question about a list may hold, as ``?query=keys``: lower camel case, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with a request: where (a JSON pointer, or a query key), what, and a code."""

    field: str
    message: Sentence
    code: str


class Malformed(Exception):
    """A request that cannot be read, with everything that is wrong with it (400)."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the API, as the router and ``openapi.json`` know it."""

    name: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    act: Callable[..., Any]
    status: int
    location: str | None = None
    edits: "Operation | None" = None
    guests: bool = False
    roles: frozenset[Role] | None = None
    takes: str = JSON
    gives: str = JSON
    headers: tuple[str, ...] = ()
    refuses_by_state: bool = True

    def __deepcopy__(self, _: Any) -> "Operation":
        """Return the operation itself: it never changes, and Litestar copies handlers again and again."""
        return self

    @property
    def wants(self) -> Mapping[str, Any]:
        """The arguments of the function by name, with their types."""
        return _SIGNATURES[self.act]

    @property
    def shape(self) -> type[Command] | None:
        """The command that the body holds, if it holds one."""
        return self.wants.get("data")

    @property
    def view(self) -> Any:
        """The view that is answered; of a list, the view of one item; None where the body is empty or no JSON."""
        given = _SIGNATURES[self.act]["return"]
        return get_args(given)[0] if get_origin(given) is Listed else given

    @property
    def is_list(self) -> bool:
        """Whether it answers with one page of a list."""
        return get_origin(_SIGNATURES[self.act]["return"]) is Listed

    @property
    def has_version(self) -> bool:
        """Whether what it answers with is edited in place, so that its ``ETag`` can be asked back."""
        return not self.is_list and "version" in getattr(self.view, "__struct_fields__", ())


_SIGNATURES: dict[Callable[..., Any], Mapping[str, Any]] = {}


def learn(act: Callable[..., Any], path: str) -> None:
    """Read the signature of an operation's function once; each argument is given by the door or stands in the path."""
    signature = inspect.signature(act, eval_str=True)
    wants = {name: one.annotation for name, one in signature.parameters.items()}
    if strange := set(wants) - GIVEN - dict(IN_PATH.findall(path)).keys():
        raise TypeError(f"{act.__qualname__} wants {', '.join(sorted(strange))}, which {path} does not give")
    _SIGNATURES[act] = {**wants, "return": signature.return_annotation}


def returns_nothing(act: Callable[..., Any]) -> bool:
    """Tell whether a function answers without content."""
    return _SIGNATURES[act]["return"] is None


def read_body(shape: type[Command], body: bytes) -> Command:
    """Read a command, strictly as its schema says; raise Malformed with everything that is wrong."""
    try:
        return shape.model_validate_json(body or b"null", strict=True)
    except ValidationError as error:
        details = error.errors()
    if any(one["type"] == "int_type" and isinstance(one["input"], float) for one in details):
        whole = json.dumps(json.loads(body, parse_float=_as_whole)).encode()
        if whole != body:
            return read_body(shape, whole)
    raise Malformed([_wrong(detail, "/") for detail in details])


def _as_whole(text: str) -> float:
    """Read 12.0 as the whole number that it is to JSON Schema."""
    number = float(text)
    return int(number) if number.is_integer() else number


def read_query(operation: Operation, asked: Mapping[str, str]) -> dict[str, Any]:
    """Read the question: the page that is asked for, and the room's own keys."""
    errors: list[FieldError] = []
    given: dict[str, Any] = {}
    rest = dict(asked)
    if "paging" in operation.wants:
        page = _whole(rest, PAGE, 1, LAST_PAGE, errors)
        given["paging"] = Paging(page, _whole(rest, PAGE_SIZE, Paging().size, LARGEST_SIZE, errors))
    shape: type[BaseModel] = operation.wants.get("query", Asked)
    try:
        given["query"] = shape.model_validate_strings(rest, strict=True)
    except ValidationError as error:
        errors.extend(_wrong(detail, "") for detail in error.errors())
    if errors:
        raise Malformed(errors)
    return given if "query" in operation.wants else {name: one for name, one in given.items() if name != "query"}


def _whole(asked: dict[str, str], name: str, otherwise: int, highest: int, errors: list[FieldError]) -> int:
    text = asked.pop(name, str(otherwise))
    if NUMBER.fullmatch(text) and 1 <= int(text) <= highest:
        return int(text)
    sentence = Sentence(WHOLE_NUMBER.id, (("highest", highest), ("lowest", 1)))
    errors.append(FieldError(name, sentence, "out_of_range"))
    return otherwise


def _wrong(detail: Any, root: str) -> FieldError:
    place = root + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in detail["loc"])
    kind, cause = str(detail["type"]), detail.get("ctx", {}).get("error")
    message = cause.sentence if isinstance(cause, Unacceptable) else SENTENCES.get(kind) or sentence_of(detail)
    return FieldError("" if place == "/" else place, message, kind)
