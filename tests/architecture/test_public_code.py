"""The files by which others find, judge and reuse the project are there and agree with each other."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TEXT = {"type": "string", "minLength": 1}
# The fields that publiccode.yml 0.5 requires.
PUBLICCODE: dict[str, Any] = {
    "type": "object",
    "required": [
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
        "maintenance", "localisation",
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0.5"},
        "name": TEXT,
        "url": {"type": "string", "pattern": "^https://"},
        "platforms": {"type": "array", "minItems": 1},
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"enum": ["standalone/web", "standalone/backend", "standalone/other"]},
        "description": {
            "required": ["nl", "en"],
            "additionalProperties": {
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "shortDescription": {"type": "string", "maxLength": 150},
                    "longDescription": {"type": "string", "minLength": 150, "maxLength": 10000},
                    "features": {"type": "array", "minItems": 1, "items": TEXT},
                },
            },
        },
        "legal": {"required": ["license"]},
        "maintenance": {
            "required": ["type", "contacts"],
            "properties": {
                "type": {"enum": ["internal", "contract", "community", "none"]},
                "contacts": {"type": "array", "minItems": 1, "items": {"required": ["name"]}},
            },
        },
        "localisation": {"required": ["localisationReady", "availableLanguages"]},
    },
}  # fmt: skip


def publiccode() -> dict[str, Any]:
    return YAML(typ="safe").load(ROOT / "publiccode.yml")


def test_publiccode_has_the_fields_of_its_version() -> None:
    Draft202012Validator(PUBLICCODE).validate(publiccode())


def test_publiccode_gives_the_licence_of_the_package() -> None:
    assert publiccode()["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"


def test_publiccode_gives_the_version_of_the_package() -> None:
    assert publiccode()["softwareVersion"] == PROJECT["version"]


def test_the_changelog_knows_the_version_of_the_package() -> None:
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["LICENSE", "README.md", "CONTRIBUTING.md", "GOVERNANCE.md", "SECURITY.md", "CHANGELOG.md"]
)
def test_a_file_that_a_reuser_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


def test_the_licence_is_the_one_that_reuse_reads() -> None:
    assert (ROOT / "LICENSE").read_bytes() == (ROOT / "LICENSES/EUPL-1.2.txt").read_bytes()
