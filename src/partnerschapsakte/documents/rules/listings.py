"""Judges what an office file says about its own parts: its types, its relations, the list of an OpenDocument.

A name may stand in a list twice, in two spaces. Which of the two counts depends on the reader, so both are judged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from partnerschapsakte.documents.rules.finding import found
from partnerschapsakte.documents.rules.instructions import BREAK_LINK, WITHOUT_MACROS, WITHOUT_OBJECT
from partnerschapsakte.documents.rules.xml_parts import is_xml_type
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import say

TYPES = "[Content_Types].xml"
MANIFEST = "META-INF/manifest.xml"
HYPERLINK = "hyperlink"
REFUSED_RELATIONS = {
    "attachedtemplate": say("The file is tied to a template outside it."),
    "oleobject": say("The file holds an embedded object."),
    "package": say("The file holds another packed file."),
    "control": say("The file holds an embedded object."),
    "vbaproject": say("The file has macros."),
    "afchunk": say("The file holds another document."),
    "xlmacrosheet": say("The file has macros."),
    "xlintlmacrosheet": say("The file has macros."),
}
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
OBJECT_TYPES = ("activex+xml", ".oleobject", "ms-office.activex")
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\", re.IGNORECASE)


def is_listing(name: str) -> bool:
    """Tell whether a part is a list of parts, by its name."""
    return name in {TYPES, MANIFEST} or name.lower().endswith(".rels")


@dataclass(slots=True)
class Types:
    """What the list of types says of the parts: by their whole name, or by the end of it."""

    by_name: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def declare(self, named: str, media_type: str) -> None:
        """Keep the type of a part, or of all that end so."""
        self.by_name.setdefault(named.lower(), set()).add(media_type)

    def has(self, media_type: str) -> bool:
        """Tell whether any part has this type."""
        return any(media_type in types for types in self.by_name.values())

    def is_xml(self, name: str) -> bool:
        """Tell whether this part is declared to be XML, in one way or the other."""
        ending = f".{name.rpartition('.')[2]}"
        return any(is_xml_type(one) for named in (f"/{name}", ending) for one in self.by_name.get(named.lower(), ()))


class Listing:
    """Watches a list as it is read: all its elements matter, each with its values, by their names without spaces."""

    def __init__(self) -> None:
        self.elements: list[tuple[str, list[tuple[str, str]]]] = []

    def watches(self, space: str, name: str) -> bool:
        """Hear of every element."""
        del space, name
        return True

    def watches_value(self, name: str) -> bool:
        """Hear of no value by itself: every element is heard of."""
        del name
        return False

    def opens(self, space: str, name: str, attributes: Mapping[str, str]) -> bool:
        """Keep an element."""
        del space
        self.elements.append((name, [(one.rpartition(" ")[2], value.strip()) for one, value in attributes.items()]))
        return False

    def closes(self, space: str, name: str, text: str) -> None:
        """Pass the end of an element: no text matters."""

    def judge(self, name: str, types: Types) -> Iterator[Finding]:
        """Return what is wrong with the list that has this name; keep what it says in the types."""
        if name == TYPES:
            yield from _judge_types(self, types)
        elif name == MANIFEST:
            yield from _judge_manifest(self)
        else:
            yield from _judge_relations(self, name)


def _all(attributes: list[tuple[str, str]], name: str) -> list[str]:
    return [value for one, value in attributes if one == name]


def _judge_types(listing: Listing, types: Types) -> Iterator[Finding]:
    for _, attributes in listing.elements:
        names = _all(attributes, "PartName") + [f".{ending}" for ending in _all(attributes, "Extension")]
        for media_type in _all(attributes, "ContentType"):
            for named in names:
                types.declare(named, media_type)
            if any(one in media_type.lower() for one in MACRO_TYPES):
                yield found(say("The file has macros."), WITHOUT_MACROS, TYPES)
            if media_type.lower().endswith(OBJECT_TYPES):
                yield found(say("The file holds an embedded object."), WITHOUT_OBJECT, TYPES)


def _judge_relations(listing: Listing, name: str) -> Iterator[Finding]:
    for _, attributes in listing.elements:
        kinds = [kind.rstrip("/").rpartition("/")[2].lower() for kind in _all(attributes, "Type")]
        external = any(mode.lower() == "external" for mode in _all(attributes, "TargetMode"))
        outside = external or any(ABSOLUTE.match(target) for target in _all(attributes, "Target"))
        refused = [REFUSED_RELATIONS[kind] for kind in kinds if kind in REFUSED_RELATIONS]
        for reason in refused:
            yield found(reason, BREAK_LINK if external else WITHOUT_OBJECT, name)
        if outside and not refused and kinds != [HYPERLINK]:
            yield found(say("The file links to something outside it."), BREAK_LINK, name)


def _judge_manifest(listing: Listing) -> Iterator[Finding]:
    if any(name == "encryption-data" for name, _ in listing.elements):
        yield found(say("The file is locked with a password."), say("Save it without a password."), MANIFEST)
