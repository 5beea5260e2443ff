"""No file of the repository names a package registry or a folder of somebody's machine."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
REGISTRIES = re.compile(r"pypi[.]org|python[h]osted|registry[.]npm|npm[m]irror|deb[.]debian")
MACHINE_PATHS = re.compile(r"(?:^|[\s\"'=(:])/(?:work|root|home)/[\w.-]+", re.MULTILINE)
INDEX_OPTIONS = re.compile(r"^\s*--(?:extra-)?(?:index-url|find-links|trusted-host)", re.MULTILINE)


def texts() -> dict[str, str]:
    """Read every text file that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    found: dict[str, str] = {}
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found[name] = content.decode("utf-8")
    return found


def naming(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    return {name: hits for name, text in texts().items() if (hits := pattern.findall(text))}


def test_no_file_names_a_package_registry() -> None:
    assert naming(REGISTRIES) == {}, "the machine's own configuration names it"


def test_no_requirements_file_names_an_index() -> None:
    assert naming(INDEX_OPTIONS) == {}, "make lock leaves it out"


def test_no_file_names_a_folder_of_a_machine() -> None:
    assert naming(MACHINE_PATHS) == {}, "a relative path, or a temporary folder"
