"""Listening needs no aiogram, acting only a part of it; what the bare calls know agrees with it."""

import re
import subprocess
import sys
from pathlib import Path

from aiogram.types import ChatPermissions

from bot.connectors.telegram.aio import CALLED
from bot.connectors.telegram.survey import PERMISSIONS

_ROOT = Path(__file__).resolve().parents[4]


def test_the_permissions_we_restore_are_those_the_library_knows() -> None:
    assert list(PERMISSIONS) == list(ChatPermissions.model_fields)


def test_the_process_starts_to_listen_without_loading_aiogram() -> None:
    code = "import bot.app, sys; sys.exit('aiogram' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=False).returncode == 0


def test_every_method_that_is_called_is_built() -> None:
    folder = _ROOT / "bot" / "connectors" / "telegram"
    sources = "".join(file.read_text() for file in folder.glob("*.py"))
    called = set(re.findall(r"_bot\.([a-z_]+)[(,]", sources))

    assert called
    assert {name.replace("_", "") for name in called} == {
        method.__name__.lower() for method in CALLED
    }


def test_acting_builds_what_is_called_and_leaves_the_rest_of_telegram() -> None:
    code = (
        "from bot.connectors.telegram.aio import CALLED, types; import gc, sys; gc.collect();"
        "from aiogram.methods.base import Response;"
        "[Response[one.__returning__].model_validate_json('{\"ok\":false}') for one in CALLED];"
        "sys.exit(types.Gift.__pydantic_complete__ or not types.Message.__pydantic_complete__"
        " or not all(method.__pydantic_complete__ for method in CALLED))"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=False).returncode == 0


def test_pydantic_is_as_before_once_aiogram_is_loaded() -> None:
    code = (
        "import bot.connectors.telegram.aio, pydantic, sys;"
        "made = type('Made', (pydantic.BaseModel,), {});"
        "sys.exit(not made.__pydantic_complete__ or made.model_rebuild(force=True) is not True)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=False).returncode == 0
