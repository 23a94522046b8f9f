"""`vakhta demo`: a community in a box and the bot at work in it, live in the terminal.

The sandbox runs as a child process on a free port and tells what happens in it; the bot runs in
this process as it would anywhere, on a database in a temporary folder, deaf to the environment so
that no real token can come near. `demo_show` draws what both tell.
"""

import asyncio
import contextlib
import json
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click
from typing_extensions import override

from bot.app import App
from bot.cli.child import child_command, environment
from bot.cli.configured import BAD_CONFIG, give_up
from bot.cli.demo_show import Show
from bot.cli.speaking import language_option
from bot.cli.speaking import texts as speaking
from bot.config import Config, written
from bot.http import PortTakenError
from bot.logs import set_up
from bot.parts import Parts, StartError, build
from models.effects import Effects
from models.event import MessageSeen

_USUAL_PORT = 8080
_LONG_DAY_SECONDS = 600.0
_LAST_WORDS_SECONDS = 1.0
"""How long the bot may answer what was said last; the sandbox closes a second later."""
_LONGEST_LINE = 1 << 20
_MOST_WAITING = 100_000
_TELEGRAM = ("token", "api", "moderators_chat", "chats")
_VK = ("token", "api", "group_id", "user_token", "service_token", "moderators_peer")


@click.command()
@click.option(
    "--seconds", type=click.FloatRange(min=1), help="The length of the day; then it ends by itself."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port of [http]; without it 8080 or a free one."
)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same words.")
@language_option
def demo(seconds: float | None, port: int | None, seed: int, language: str | None) -> None:
    """No tokens: people talk in sandbox chats, the bot watches over them, you watch it.

    Without --seconds the day takes ten minutes; Ctrl+C ends it with the same summary.
    """
    length = seconds or _LONG_DAY_SECONDS
    show = Show(length, speaking(language))
    try:
        with tempfile.TemporaryDirectory(prefix="vakhta-demo-") as folder:
            asyncio.run(
                _day(Path(folder), show, port, ["--seconds", str(length), "--seed", str(seed)])
            )
    except (StartError, PortTakenError) as error:
        give_up(str(error), BAD_CONFIG)
    sys.exit(show.summary())


class WatchedApp(App):
    """The application, with somebody looking over its shoulder."""

    def __init__(self, parts: Parts, show: Show) -> None:
        super().__init__(parts, lambda _: None)
        self._show = show

    @override
    def committed(self, effects: Effects) -> None:
        super().committed(effects)
        self._show.committed(effects)


async def _day(folder: Path, show: Show, port: int | None, options: list[str]) -> None:
    async with _sandbox(options) as child:
        welcome = await _happening(child)
        if not welcome:
            raise StartError("the sandbox did not start")
        config = _config(welcome, folder, show.language, _free(port, show))
        with (folder / "vakhta.log").open("w", encoding="utf-8") as logs:
            set_up(config.secrets(), stream=logs)
            try:
                await _work(config, show, child)
            finally:
                logging.shutdown()


async def _work(config: Config, show: Show, child: asyncio.subprocess.Process) -> None:
    """Run the bot until the day is over, the sandbox is gone, or somebody presses Ctrl+C."""
    parts = await build(config)
    try:
        app = WatchedApp(parts, show)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, app.stopping.set)
        show.welcome(config)
        for account in parts.accounts:  # the day begins at the first poll: be able to act by then
            await account.connector.reach()
        async with asyncio.TaskGroup() as group:
            told = group.create_task(_tell(child, show, app))
            await app.run()
            told.cancel()
        await _count_waiting(parts, show)
    finally:
        for account in parts.accounts:
            await account.connector.close()
        await parts.storage.close()


async def _count_waiting(parts: Parts, show: Show) -> None:
    """Count what is stored and waits for the next start: it is late, not lost."""
    now = parts.clock.now()
    connectors = {one.connector.account: one.connector for one in parts.accounts}
    for row in await parts.storage.pending(0, _MOST_WAITING, now):
        account = f"{row.update.platform}:{row.update.account_id}"
        for event in connectors[account].translate(row):
            if isinstance(event, MessageSeen):
                show.sums.waits(event.message)


async def _tell(child: asyncio.subprocess.Process, show: Show, app: App) -> None:
    """Show what happens in the sandbox; stop the bot shortly before its platform closes."""
    while happening := await _happening(child):
        if show.begun_at is None:
            show.begin(asyncio.get_running_loop().time())
            asyncio.get_running_loop().call_later(
                show.seconds + _LAST_WORDS_SECONDS, app.stopping.set
            )
        show.happened(happening)
    app.stopping.set()


async def _happening(child: asyncio.subprocess.Process) -> dict[str, Any]:
    """Read the sandbox's next line; empty at its end."""
    line = await child.stdout.readline() if child.stdout else b""
    found: dict[str, Any] = json.loads(line) if line.strip() else {}
    return found


@asynccontextmanager
async def _sandbox(options: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start the sandbox in a session of its own, so that Ctrl+C reaches only us; end it with us."""
    child = await asyncio.create_subprocess_exec(
        *child_command("sandbox", options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment(),
        limit=_LONGEST_LINE,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        await child.wait()


def _config(welcome: dict[str, Any], folder: Path, language: str, port: int) -> Config:
    """Write both networks down as an operator would: each with all its keys and its moderators."""
    telegram, vk = welcome["telegram"], welcome["vk"]
    return written(
        {
            "bot": {"data_dir": str(folder), "language": language},
            "telegram": {key: telegram[key] for key in _TELEGRAM},
            "vk": {key: vk[key] for key in _VK},
            "roles": {"owners": [f"telegram:{telegram['owner']}", f"vk:{vk['owner']}"]},
            "http": {"port": port},
        },
        folder,
    )


def _free(port: int | None, show: Show) -> int:
    """Return the port that was asked for, else 8080, else any free one with a word about it."""
    if port is not None:
        return port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _USUAL_PORT))
        except OSError:
            probe.bind(("127.0.0.1", 0))
            show.port_taken(_USUAL_PORT, probe.getsockname()[1])
        return int(probe.getsockname()[1])
