"""Listening needs no aiogram; what the bare calls know of it agrees with the library."""

import subprocess
import sys
from pathlib import Path

from aiogram.types import ChatPermissions

from bot.connectors.telegram.survey import PERMISSIONS

_ROOT = Path(__file__).resolve().parents[4]


def test_the_permissions_we_restore_are_those_the_library_knows() -> None:
    assert list(PERMISSIONS) == list(ChatPermissions.model_fields)


def test_the_process_starts_to_listen_without_loading_aiogram() -> None:
    code = "import bot.app, sys; sys.exit('aiogram' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=False).returncode == 0
