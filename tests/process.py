"""The real process on a folder of its own, for one journey: started, stopped, and looked into."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.app import serve
from bot.config import load

JsonObject = dict[str, Any]

WAITING = """
    SELECT id FROM inbox WHERE state = 0
    UNION ALL SELECT id FROM action WHERE state IN ('queued', 'running')
        AND (not_before = 0 OR tries > 0)
"""


class Process:
    """A bot that can be started and stopped; what it is watched with, subclasses say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.bot_section = ""
        self.extra = ""
        self.engine = "linear"
        """Most journeys are about something else; the neural lane takes seconds to start."""
        self.port = 0
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "var" / "vakhta.db"

    def config_text(self) -> str:
        """The whole config.toml."""
        raise NotImplementedError

    def polls(self) -> int:
        """How often the platform has been asked for news."""
        raise NotImplementedError

    async def wait_for(self, predicate: Callable[[], object], seconds: float) -> None:
        """Wait until something holds; it is asked after every change at the platform."""
        raise NotImplementedError

    async def confirmed(self, seconds: float = 10) -> None:
        """Wait until the bot has taken everything that was said."""
        raise NotImplementedError

    def pulse(self) -> None:
        """Wake whoever waits for the platform: the process has ended."""

    async def start(self) -> None:
        path = self.folder / "config.toml"
        path.write_text(self.config_text(), "utf-8")
        self._stop = asyncio.Event()
        before = self.polls()
        work = serve(load(path), self._stop, self._say)
        # A fixture is set up and taken down in different tasks, which a TaskGroup does not allow.
        self._task = asyncio.get_running_loop().create_task(work, name="vakhta")
        self._task.add_done_callback(lambda _: self.pulse())
        await self.wait_for(lambda: self.listens(before) or self.ended(), 15)
        if self.ended():
            await self.stop()

    def listens(self, polls: int) -> bool:
        """Tell whether it has asked for news since there were so many polls."""
        return self.polls() > polls

    def _say(self, words: str) -> None:
        self.said.append(words)
        self.pulse()

    def ended(self) -> bool:
        return self._task is not None and self._task.done()

    async def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            await self._task
        self._task = None

    async def handled(self, seconds: float = 10) -> None:
        """Wait until everything that was said is confirmed, handled and acted upon."""
        await self.confirmed(seconds)
        for _ in range(int(seconds / 0.02)):
            if not self.rows(WAITING):
                return
            await asyncio.sleep(0.02)
        raise TimeoutError(self.rows("SELECT id, kind, state FROM action WHERE state = 'queued'"))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself what was written."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as base:
            return base.execute(query, values).fetchall()

    def write(self, query: str, *values: object) -> None:
        """Change the database behind the bot's back: time that passed, mostly."""
        with closing(sqlite3.connect(self.database, timeout=5)) as base:
            base.execute(query, values)
            base.commit()

    def acts(self) -> list[str]:
        """Name what the audit says was done, oldest first."""
        return [row[0] for row in self.rows("SELECT act FROM audit_event ORDER BY seq")]

    def audit(self, act: str) -> list[JsonObject]:
        """The lines of one kind: actor, entity and codes."""
        rows = self.rows(
            "SELECT actor, entity, codes FROM audit_event WHERE act = ? ORDER BY seq", act
        )
        return [{"actor": a, "entity": e, **json.loads(c)} for a, e, c in rows]

    def outcomes(self) -> list[str]:
        """The rules' answers, in order."""
        return [row[0] for row in self.rows("SELECT outcome FROM verdict ORDER BY id")]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
