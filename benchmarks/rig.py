"""What the figures of the road share: a sandbox here, the real process as a child, a calibration.

Machines are noisy, so every figure is a median of rounds and stands beside a fixed loop that was
timed in the same run.
"""

import asyncio
import hashlib
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.telegram import Limits, TelegramSandbox
from sandbox.vk import VkSandbox

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
WARM_SECONDS = 5.0
"""What acts (aiogram) is loaded after the first poll, beside the listening: 2-3 s of one core."""
_MEGABYTE = b"\0" * 1_000_000


def calibration() -> float:
    """Return the seconds that a fixed loop takes now: SHA-256 of 200 MB and a million additions."""
    started = time.perf_counter()
    for _ in range(200):
        hashlib.sha256(_MEGABYTE).digest()
    total = 0
    for number in range(1_000_000):
        total += number
    return time.perf_counter() - started


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile, `share` in 0..1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def spread(values: Sequence[float], unit: str = "") -> str:
    """Return a median with its extremes."""
    middle = statistics.median(values)
    return f"{middle:,.3g}{unit} [{min(values):,.3g}-{max(values):,.3g}]"


@dataclass
class Bot:
    """The process under measurement."""

    process: asyncio.subprocess.Process
    folder: Path
    to_first_poll: float

    def cpu_seconds(self) -> float:
        """Return user and system seconds spent so far (proc(5), fields 14 and 15)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Return resident megabytes now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def disk_bytes(self) -> int:
        """Return the size of the database with its journal."""
        return sum(file.stat().st_size for file in self.folder.glob("var/vakhta.db*"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with closing(
            sqlite3.connect(f"file:{self.folder}/var/vakhta.db?mode=ro", uri=True)
        ) as base:
            return base.execute(query).fetchall()


@asynccontextmanager
async def sandbox(chats: int, limits: Limits | None = None) -> AsyncIterator[tuple[Any, ...]]:
    """Yield a sandbox, its moderators' chat and its watched chats."""
    async with TelegramSandbox(limits=limits) as tg:
        owner = tg.person("Ольга")
        moderators = tg.supergroup("Модераторы")
        tg.own(owner, moderators)
        yield tg, moderators, [tg.supergroup(f"Чат {number}") for number in range(chats)]


@asynccontextmanager
async def bot(
    tg: TelegramSandbox, moderators: int, chats: Sequence[int], keep: Path | None = None
) -> AsyncIterator[Bot]:
    """Run the real process against a sandbox, in `keep` or a folder that goes with it."""
    config = (
        f'[telegram]\ntoken = "{tg.token}"\napi = "{tg.url}"\n'
        f"moderators_chat = {moderators}\nchats = {list(chats)}\n"
    )
    async with _process(config, tg, "getUpdates", keep) as started:
        yield started


@asynccontextmanager
async def vk_bot(vk: VkSandbox, moderators: int, more: str = "") -> AsyncIterator[Bot]:
    """Run the real process against a VK community with a manager's key; `more` lines of [vk]."""
    config = (
        f'[vk]\ntoken = "{vk.token}"\nuser_token = "{vk.user_token}"\napi = "{vk.url}"\n'
        f"group_id = {vk.group_id}\nmoderators_peer = {moderators}\n{more}"
    )
    async with _process(config, vk, "a_check", None) as started:
        yield started


@asynccontextmanager
async def _process(
    config: str, platform: TelegramSandbox | VkSandbox, poll: str, keep: Path | None
) -> AsyncIterator[Bot]:
    with tempfile.TemporaryDirectory(prefix="vakhta-bench-") as name:
        folder = keep or Path(name)
        path = folder / "config.toml"
        path.write_text(f"{config}\n[http]\nport = 0\n")
        polls = len(platform.calls_of(poll))
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(path)),
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await platform.wait_for(lambda: len(platform.calls_of(poll)) > polls, 60)
            yield Bot(process, folder, time.perf_counter() - started)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
