"""What is committed names no machine of ours, no registry, and mocks nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written in halves, so that this file does not name what it looks for.
PLACES = ["/wor" + "k/", ".libr" + "ary/", "/ro" + "ot/", "/home/" + "user", "/opt/py" + "pi"]
HOSTS = ["pypi" + ".org", "files.python" + "hosted", "registry." + "npmjs", "deb.deb" + "ian.org"]
MOCKS = ["unittest" + ".mock", "Magic" + "Mock(", "mocker" + "."]
# This one file tells the linter which import to forbid.
MAY_NAME_MOCKS = {"pyproject.toml"}


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing is tracked")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def naming(words: list[str]) -> set[str]:
    found = set()
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found |= {f"{path.relative_to(ROOT)}: {word}" for word in words if word in text}
    return found


def test_no_tracked_file_names_a_place_on_a_machine_of_ours() -> None:
    assert naming(PLACES) == set()


def test_no_tracked_file_names_a_package_registry() -> None:
    assert naming(HOSTS) == set()


def test_nothing_is_mocked_because_every_fake_is_written_and_shipped() -> None:
    assert {hit for hit in naming(MOCKS) if hit.split(":")[0] not in MAY_NAME_MOCKS} == set()
