"""The docs speak of the code that is there: references, examples, links and places."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.references import PAGES, written
from handlers.checks import NAMES
from handlers.policy.load import parse_policy

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FOLDERS = "bot|handlers|models|migrations|sandbox|training|deploy|docs|tests|locales|benchmarks"
PLACE = re.compile(rf"`((?:{FOLDERS})/[\w./-]*)`")


def pages() -> Iterator[Path]:
    yield from (path for path in sorted(DOCS.rglob("*.md")) if "_build" not in path.parts)
    yield ROOT / "CONTRIBUTING.md"
    yield ROOT / "README.md"


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_code_says_now(name: str) -> None:
    page = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert page == written(name), "run `make references`"


def test_every_check_has_its_row_and_every_row_its_check() -> None:
    page = (DOCS / "reference" / "checks.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == sorted(NAMES)


def test_the_policy_that_the_docs_show_is_one_that_loads() -> None:
    page = (DOCS / "reference" / "conditions.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert parse_policy(example).rules[-1].name == "jobs"


def test_every_place_that_the_docs_name_is_there() -> None:
    missing = {
        f"{page.relative_to(ROOT)}: {place}"
        for page in pages()
        for place in PLACE.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / place).exists()
    }
    assert missing == set()


def test_every_command_of_make_that_the_docs_name_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        word for page in pages() for word in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))
    }
    assert named - targets == set()


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", DOCS, tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "how-a-message-travels.html").exists()
