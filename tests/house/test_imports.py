"""A plain install on a small server stays small: the bot starts without the neural libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "transformers", "onnxruntime", "sklearn", "scipy", "training"}


def loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["bot.app", "bot.__main__"])
def test_importing_the_bot_loads_no_heavy_library(module: str) -> None:
    assert loaded_by(module) & HEAVY == set()


def test_importing_the_nouns_and_the_thinking_loads_no_framework() -> None:
    frameworks = {"aiogram", "aiohttp", "vk_api", "sqlalchemy", "aiosqlite"}
    assert loaded_by("handlers") & (frameworks | HEAVY) == set()
