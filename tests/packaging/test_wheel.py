"""An installation from a wheel gains one name, runs, and carries what it needs with it.

Built from this tree and installed into a fresh environment, which sees the libraries of this one
through a path file, so that the test needs no network and few seconds.
"""

import os
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = "libraries.pth"


@dataclass(frozen=True)
class Installation:
    """A fresh environment with the wheel in it."""

    home: Path
    elsewhere: Path
    wheel: Path

    @property
    def site(self) -> Path:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.home / "lib" / version / "site-packages"

    def run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, far from the checkout and without its paths."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}  # noqa: TID251 - handed on to a child
        return subprocess.run(
            [self.home / "bin" / program, *words],
            cwd=self.elsewhere,
            env=env,
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("dist")
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    def python(*words: str | Path) -> None:
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True)

    python("build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    [wheel] = out.glob("*.whl")
    python("venv", "--without-pip", home)
    installation = Installation(home, elsewhere, wheel)
    python("pip", "--python", home / "bin" / "python", "install", "--no-deps", "--no-index", wheel)
    libraries = sysconfig.get_path("purelib")
    (installation.site / LIBRARIES).write_text(libraries + "\n", encoding="utf-8")
    return installation


def test_the_wheel_adds_one_name_to_everybodys_path(installed: Installation) -> None:
    gained = {p.name for p in installed.site.iterdir()} - {LIBRARIES, "__pycache__"}
    assert {name for name in gained if not name.endswith(".dist-info")} == {"vakhta"}
    assert len(gained) == 2


@pytest.mark.parametrize(
    ("program", "words"), [("vakhta", ["--help"]), ("python", ["-m", "vakhta", "--help"])]
)
def test_the_command_runs_far_from_any_checkout(
    installed: Installation, program: str, words: list[str]
) -> None:
    done = installed.run(program, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in ("run", "demo", "scan", "check"))


@pytest.mark.parametrize("name", ["bot", "handlers", "models", "migrations", "sandbox", "tests"])
def test_the_folders_of_the_house_are_nobody_elses_packages(
    installed: Installation, name: str
) -> None:
    done = installed.run("python", "-c", f"import {name}")
    assert "ModuleNotFoundError" in done.stderr


@pytest.mark.parametrize(
    "part",
    [
        "bot/__main__.py",
        "handlers/__init__.py",
        "models/__init__.py",
        "migrations/env.py",
        "migrations/versions/",
        "sandbox/__main__.py",
        "training/__init__.py",
        "checkpoints/default/",
        "locales/ru",
        "locales/en",
    ],
)
def test_everything_that_running_needs_travels(installed: Installation, part: str) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert any(name.startswith(f"vakhta/_app/{part}") for name in names)


def test_nothing_travels_that_running_does_not_need(installed: Installation) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    strangers = ("tests/", "docs/", "benchmarks/", "__pycache__/", ".pyc")
    assert [name for name in names if any(word in name for word in strangers)] == []


def test_children_of_the_command_find_the_house_too(installed: Installation) -> None:
    launch = "import vakhta.__main__ as launcher; launcher.enter()"
    child = "from bot.cli.child import run_child; raise SystemExit(run_child('sandbox', ['-h']))"
    done = installed.run("python", "-c", f"{launch}; {child}")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_installation_shows_the_demo_without_a_checkout(installed: Installation) -> None:
    done = installed.run("vakhta", "demo", "--seconds", "5", "--port", "0")
    assert (done.returncode, done.stderr) == (0, "")
