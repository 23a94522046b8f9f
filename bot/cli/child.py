"""Child processes that find the house's folders, from a checkout and from an installed wheel alike.

In a wheel the folders lie under `vakhta/_app`, which only the launcher's own process has on its
path; a child gets the same folder by PYTHONPATH.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.environment import child_environment

HOME = Path(__file__).resolve().parents[2]
"""Where `bot`, `sandbox` and `training` lie side by side."""


def child_command(module: str, options: Sequence[str]) -> list[str]:
    """Return how to run a module of the house as a child."""
    return [sys.executable, "-m", module, *options]


def environment() -> dict[str, str]:
    """Return the environment of a child."""
    return child_environment(HOME)


def run_child(module: str, options: Sequence[str]) -> int:
    """Run a module of the house to its end with our own input and output; returns its exit code."""
    with subprocess.Popen(child_command(module, options), env=environment()) as child:  # noqa: S603 - our own module
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()
