"""Holds a case file against its schema and keeps whatever is sound, so that one slip does not hide the next."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast, get_args, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from partnerschapsakte.cases.complaints import MISSING, complaint
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.reading import STANDS_IN, TAKE_OUT, Source, cannot_be_printed, is_printable
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.foundation.sentences import Sentence

MOST_ROUNDS = 40


@dataclass(slots=True)
class Checked:
    """A case file as far as it is sound (None where too little is), and the way back to its places."""

    source: Source
    case: CaseFile | None = None
    kept: dict[Path, list[int]] = field(default_factory=dict[Path, list[int]])
    unsound: list[Path] = field(default_factory=list[Path])

    def report(self, path: Path, message: Sentence, remedy: Sentence | None = None) -> None:
        """Add an error at an element of the sound part: it fits the schema and still cannot be."""
        self.unsound.append(path)
        self.source.report(self.path(path), message, remedy)

    def path(self, path: Path) -> Path:
        """Return where an element of the sound part stands in the file itself."""
        original: Path = ()
        for part in path:
            kept = self.kept.get(original) if isinstance(part, int) else None
            original = (*original, kept[part] if kept and isinstance(part, int) else part)
        return original


def validate(source: Source) -> Checked:
    """Check a file that was read. Every error of the schema goes to the source; sound elements remain."""
    checked = Checked(source)
    if source.content is None:
        return checked
    _refuse_unprintable(source)
    content = deepcopy(source.content)
    for attempt in range(MOST_ROUNDS):
        try:
            checked.case = CaseFile.model_validate(content)
        except ValidationError as failure:
            if not _prune(checked, content, failure.errors(include_url=False), tell=attempt == 0):
                return checked
        else:
            return checked
    return checked


def _refuse_unprintable(source: Source) -> None:
    """Refuse characters that came in through an escape; raw ones were refused while reading."""
    for path, text in _texts(source.content, ()):
        for character in dict.fromkeys(one for one in text if one not in "\n\t" and not is_printable(one)):
            source.report(path, cannot_be_printed(character), TAKE_OUT)
        if not all(map(is_printable, text)):
            _set(source.content, path, "".join(one if is_printable(one) else STANDS_IN for one in text))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for position, item in enumerate(cast("list[object]", value)):
            yield from _texts(item, (*path, position))


def _set(content: Any, path: Path, value: str) -> None:
    if path:
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = value


def _prune(checked: Checked, content: Any, errors: list[ErrorDetails], *, tell: bool) -> bool:
    """Report the errors and take what they are about out of the content; False when nothing would be left."""
    places = {_path_in(content, error["loc"], missing=error["type"] in MISSING): error for error in errors}
    if tell:
        for path, error in places.items():
            known = _known_keys(path[:-1])
            message, remedy = complaint(error, known)
            checked.source.report(path, message, remedy, key=path[-1:] != () and isinstance(path[-1], str))
    removed = {path[:-1] if error["type"] in MISSING else path for path, error in places.items()}
    if () in removed:
        return False
    # The last of a list first, so that the numbers before it stay what they are.
    for path in sorted(removed, key=lambda one: [(isinstance(part, int), part) for part in one], reverse=True):
        _remove(checked, content, path)
    return True


def _remove(checked: Checked, content: Any, path: Path) -> None:
    holder = content
    for part in path[:-1]:
        holder = _inside(holder, part)
        if holder is None:
            return
    last = path[-1]
    if isinstance(holder, dict):
        cast("dict[Any, Any]", holder).pop(last, None)
    elif isinstance(holder, list) and isinstance(last, int) and last < len(cast("list[Any]", holder)):
        items = cast("list[Any]", holder)
        kept = checked.kept.setdefault(checked.path(path[:-1]), list(range(len(items))))
        del items[last], kept[last]


def _inside(holder: Any, part: str | int) -> Any:
    try:
        return holder[part]
    except (KeyError, IndexError, TypeError):
        return None


def _path_in(content: Any, loc: tuple[str | int, ...], *, missing: bool) -> Path:
    """Return the path in the file of an error's location, which also names members of unions."""
    path: Path = ()
    for position, part in enumerate(loc):
        last = position == len(loc) - 1
        if isinstance(content, dict) and part in content:
            content = cast("dict[Any, Any]", content)[part]
        elif isinstance(content, list) and isinstance(part, int) and part < len(cast("list[Any]", content)):
            content = cast("list[Any]", content)[part]
        elif not (last and missing):
            continue
        path = (*path, part)
    return path


def _known_keys(path: Path) -> tuple[str, ...]:
    """Return the keys that the schema knows at this place."""
    kinds: list[type[Any]] = [CaseFile]
    for part in path:
        kinds = [inner for kind in kinds for inner in _step(kind, str(part))]
    return tuple(dict.fromkeys(name for kind in kinds for name in _shape(kind)))


def _step(kind: type[Any], part: str) -> Iterator[type[Any]]:
    shape = _shape(kind)
    if part in shape:
        yield from _elements(shape[part])
    else:
        yield kind  # the key of a mapping or the place in a list: its items are of this kind


def _shape(kind: type[Any]) -> dict[str, Any]:
    """Return the keys of an element with the annotation of each."""
    if issubclass(kind, BaseModel):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    return get_type_hints(kind) if hasattr(kind, "__dataclass_fields__") else {}


def _elements(annotation: Any) -> Iterator[type[Any]]:
    """Unwrap unions, lists and mappings down to the elements that have keys of their own."""
    if isinstance(annotation, type) and not get_args(annotation):
        kind = cast("type[Any]", annotation)
        if issubclass(kind, BaseModel) or hasattr(kind, "__dataclass_fields__"):
            yield kind
        return
    for inner in get_args(annotation):
        yield from _elements(inner)
