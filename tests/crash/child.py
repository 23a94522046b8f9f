"""The bot as a process of its own that can be killed."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from tests.process import Process

_ROOT = Path(__file__).resolve().parents[2]


class Child:
    """`python -m bot run` on a watch's folder."""

    def __init__(self, watch: Process) -> None:
        self.watch = watch
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        path = self.watch.folder / "config.toml"
        path.write_text(self.watch.config_text(), "utf-8")
        polls = self.watch.polls()
        with (self.watch.folder / "stderr.log").open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(path)),
                cwd=_ROOT,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=errors,
            )
        await self.watch.wait_for(lambda: self.watch.polls() > polls, 30)

    async def killed(self) -> None:
        if self.process is None:
            return
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()
        await self.process.wait()

    async def ended(self) -> int:
        """Ask it to end (SIGTERM) and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 15)
