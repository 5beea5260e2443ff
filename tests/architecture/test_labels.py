"""Every member of every enum that a person can meet has a Dutch label; its message id is ``EnumName.value``."""

import importlib
import pkgutil
from enum import StrEnum

import partnerschapsakte
from partnerschapsakte.foundation.language import catalogue

# Words between machines: a person reads the sentence beside them.
UNLABELLED = {
    "Op": "the operations of an explanation; each step has its own sentence",
    "Why": "the kind of a refusal; the refusal has its own sentence",
}


def enums() -> list[type[StrEnum]]:
    for module in pkgutil.walk_packages(partnerschapsakte.__path__, "partnerschapsakte."):
        importlib.import_module(module.name)
    return sorted(set(StrEnum.__subclasses__()), key=lambda one: one.__name__)


def test_every_enum_member_has_a_dutch_label() -> None:
    ours = [enum for enum in enums() if enum.__module__.startswith("partnerschapsakte.")]
    ids = [f"{enum.__name__}.{member.value}" for enum in ours if enum.__name__ not in UNLABELLED for member in enum]
    assert [one for one in ids if one not in catalogue("nl")] == [], "add them to locale/nl/LC_MESSAGES/messages.po"


def test_every_enum_member_has_an_english_label() -> None:
    ours = [enum for enum in enums() if enum.__module__.startswith("partnerschapsakte.")]
    ids = [f"{enum.__name__}.{member.value}" for enum in ours if enum.__name__ not in UNLABELLED for member in enum]
    assert [one for one in ids if one not in catalogue("en")] == [], "add them to locale/en/LC_MESSAGES/messages.po"


def test_two_enums_never_share_a_name() -> None:
    names = [enum.__name__ for enum in enums() if enum.__module__.startswith("partnerschapsakte.")]
    assert sorted(names) == sorted(set(names)), "their labels would be one"
