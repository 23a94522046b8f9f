"""What the environment says that is no setting: systemd's ears, the terminal, children."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Where systemd listens for our signs of life (sd_notify); empty without systemd."""

    socket: str = ""
    watchdog_seconds: float = 0.0
    """Within how many seconds a sign must come; 0: it does not ask for any."""


def supervisor() -> Supervisor:
    """Read what systemd put into our environment."""
    return Supervisor(
        os.environ.get("NOTIFY_SOCKET", ""),  # noqa: TID251 - the one place that reads the environment
        int(os.environ.get("WATCHDOG_USEC") or 0) / 1e6,  # noqa: TID251 - likewise
    )


def child_environment(*paths: Path) -> dict[str, str]:
    """Return the environment for a child process that shall find the house's folders as we do."""
    inherited = os.environ.get("PYTHONPATH")  # noqa: TID251 - handed on, not read as config
    joined = os.pathsep.join(filter(None, (*map(str, paths), inherited)))
    return {**os.environ, "PYTHONPATH": joined, "PYTHONUNBUFFERED": "1"}  # noqa: TID251 - likewise


def terminal_language() -> str:
    """Return the language that the terminal asks for, as POSIX ranks its wishes: `ru` or `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := os.environ.get(name):  # noqa: TID251 - the terminal's wish, no setting of ours
            return "ru" if wanted.lower().startswith("ru") else "en"
    return "en"
