"""The arrows of the house hold, and each contract is seen to break when it is violated.

A contract nobody has seen fail is decoration: every violation below is planted in a copy of the
tree, and the contract that should stop it must be the one that says so.
"""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "models", "migrations", "sandbox", "training")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]
NAMES = {contract["name"]: contract["id"] for contract in CONTRACTS}


@dataclass(frozen=True)
class Violation:
    """An import that must not be, and the contract that must say so."""

    what: str
    path: str
    line: str
    contract: str


VIOLATIONS = (
    Violation(
        "a handler imports the process",
        "handlers/world.py",
        "import bot.ports",
        "storeys",
    ),
    Violation(
        "a noun imports the thinking",
        "models/message.py",
        "import handlers.ports",
        "storeys",
    ),
    Violation(
        "a port imports the parts that serve it",
        "bot/ports.py",
        "import bot.app",
        "floors-of-bot",
    ),
    Violation(
        "the store imports the lanes",
        "bot/store/__init__.py",
        "import bot.lanes",
        "floors-of-bot",
    ),
    Violation(
        "a new file of bot has no floor",
        "bot/utils.py",
        "",
        "floors-of-bot",
    ),
    Violation(
        "the policy imports an event's handler",
        "handlers/policy/__init__.py",
        "import handlers.message",
        "floors-of-handlers",
    ),
    Violation(
        "a check imports the policy",
        "handlers/checks/__init__.py",
        "import handlers.policy",
        "floors-of-handlers",
    ),
    Violation(
        "a new file of handlers has no floor",
        "handlers/services.py",
        "",
        "floors-of-handlers",
    ),
    Violation(
        "a handler knows a framework",
        "handlers/message.py",
        "import aiohttp",
        "pure-thinking",
    ),
    Violation(
        "a noun knows the database",
        "models/case.py",
        "import sqlalchemy",
        "pure-thinking",
    ),
    Violation(
        "the policy looks at tables",
        "handlers/policy/decide.py",
        "import models.tables",
        "tables",
    ),
    Violation(
        "the courier speaks aiogram",
        "bot/courier.py",
        "import aiogram",
        "door-aiogram",
    ),
    Violation(
        "the courier speaks vk_api",
        "bot/courier.py",
        "import vk_api",
        "door-vk",
    ),
    Violation(
        "the lanes speak SQL",
        "bot/lanes.py",
        "import sqlalchemy",
        "door-sqlalchemy",
    ),
    Violation(
        "the lanes load torch",
        "bot/lanes.py",
        "import torch",
        "door-torch",
    ),
    Violation(
        "one platform leans on another",
        "bot/connectors/vk/__init__.py",
        "import bot.connectors.telegram",
        "strangers",
    ),
    Violation(
        "the sandbox borrows from the bot",
        "sandbox/__init__.py",
        "import bot.ports",
        "sandbox",
    ),
    Violation(
        "the bot leans on the sandbox",
        "bot/app.py",
        "import sandbox",
        "sandbox",
    ),
    Violation(
        "the sandbox borrows our nouns",
        "sandbox/__init__.py",
        "import models.message",
        "sandbox-pure",
    ),
    Violation(
        "the bot imports training",
        "bot/app.py",
        "import training",
        "training",
    ),
    Violation(
        "training reaches into the store",
        "training/__init__.py",
        "import bot.store",
        "training-sight",
    ),
    Violation(
        "two nouns import each other, be it for types only",
        "models/channel.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import models.message",
        "circles",
    ),
)


def lint(tree: Path) -> tuple[int, set[str], str]:
    """Run the contracts over a tree; return the exit code, the ids broken, and what it said."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=tree,
        capture_output=True,
        check=False,
        text=True,
        env={"COLUMNS": "200", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(tree)},
    )
    broken = {
        NAMES[n] for n in NAMES for row in done.stdout.splitlines() if row.startswith(f"{n} BROKEN")
    }
    return done.returncode, broken, done.stdout + done.stderr


def copy(packages: Sequence[str], to: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", to)
    for package in packages:
        shutil.copytree(
            ROOT / package,
            to / package,
            ignore=lambda folder, names: {
                name
                for name in names
                if not (name.endswith(".py") or (Path(folder) / name).is_dir())
                or name == "__pycache__"
            },
        )


def test_every_contract_of_the_house_is_kept() -> None:
    code, broken, said = lint(ROOT)
    assert (code, broken) == (0, set()), said


def test_every_contract_has_a_violation_that_breaks_it() -> None:
    assert {violation.contract for violation in VIOLATIONS} == set(NAMES.values())


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda v: v.what.replace(" ", "-"))
def test_a_violation_breaks_its_contract(violation: Violation, tmp_path: Path) -> None:
    copy(PACKAGES, tmp_path)
    target = tmp_path / violation.path
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in target.relative_to(tmp_path).parents:
        if str(folder) != ".":
            (tmp_path / folder / "__init__.py").touch()
    with target.open("a", encoding="utf-8") as file:
        file.write(f"\n{violation.line}\n")
    code, broken, said = lint(tmp_path)
    assert code == 1, said
    assert violation.contract in broken, said
