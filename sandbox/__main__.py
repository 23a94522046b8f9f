"""`python -m sandbox`: the platforms as a process, with people who talk, for `vakhta demo`.

The first line on stdout is JSON with everything a bot needs; each further line is one happening.
The people begin when the bot asks for its first updates. It ends by itself when the day is over,
and early where stdin closes or the parent process is gone.
"""

import argparse
import asyncio
import json
import os
import stat
import sys
import time

from sandbox.people.scene import load_scenes, play_day
from sandbox.people.stage import Stage
from sandbox.telegram import Settings, TelegramSandbox
from sandbox.telegram.wire import JsonObject
from sandbox.vk import Settings as VkSettings
from sandbox.vk import VkSandbox

PARENT_CHECK_SECONDS = 0.5
SETTLE_SECONDS = 2.0
BOT_WAIT_SECONDS = 120.0


class Printer:
    """One JSON line per happening, with the second of the day; `closed` where nobody reads."""

    def __init__(self) -> None:
        """Start the clock."""
        self.started = time.monotonic()
        self.closed = asyncio.Event()
        self.counts: dict[str, int] = {}

    def __call__(self, happening: JsonObject) -> None:
        """Print it."""
        kind = str(happening.get("happened", ""))
        self.counts[kind] = self.counts.get(kind, 0) + 1
        at = round(time.monotonic() - self.started, 3)
        self.line({"at": at, "platform": "telegram", **happening})

    def vk(self, happening: JsonObject) -> None:
        """Print what happened on VK."""
        self({"platform": "vk", **happening})

    def line(self, body: JsonObject) -> None:
        """Print one line now."""
        try:
            print(json.dumps(body, ensure_ascii=False), flush=True)
        except (BrokenPipeError, ValueError):
            self.closed.set()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    names = sorted(load_scenes())
    parser.add_argument("--scene", action="append", default=[], choices=names, metavar="NAME")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the day")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same words")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--vk-port", type=int, default=0, help="the same for VK")
    profiles = ("strict", "live2026")
    parser.add_argument("--vk-profile", choices=profiles, default="live2026", help="what keys may")
    parser.add_argument("--no-wait", action="store_true", help="talk before a bot listens")
    parser.add_argument("--list", action="store_true", help="name the scenes and end")
    return parser.parse_args()


async def _left_alone(printer: Printer) -> None:
    """Return when the parent is gone, stdin is at its end, or nobody reads stdout."""
    parent = os.getppid()
    ended = asyncio.Event()
    if stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _drain, ended)
    # Nothing tells a process that its parent has died: it has to look.
    while not ended.is_set() and os.getppid() == parent and not printer.closed.is_set():  # noqa: ASYNC110
        await asyncio.sleep(PARENT_CHECK_SECONDS)


def _drain(ended: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 65536):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        ended.set()


def _welcome(tg: TelegramSandbox, stage: Stage) -> JsonObject:
    details: JsonObject = {"api": tg.url, "token": tg.token}
    details["bot_username"] = tg.settings.bot_username
    details.update(moderators_chat=stage.moderators, chats=[stage.brand, stage.club])
    details.update(owner=stage.owner, moderator=stage.moderator, linked_channel=stage.channel)
    return {"telegram": details, **_welcome_to_vk(stage)}


def _welcome_to_vk(stage: Stage) -> JsonObject:
    town = stage.town
    if town is None:
        return {}
    vk = town.vk
    details: JsonObject = {"api": vk.url, "group_id": vk.group_id, "token": vk.token}
    details.update(user_token=vk.user_token, service_token=vk.service_token)
    details.update(moderators_peer=town.moderators, owner=town.owner, moderator=town.moderator)
    return {"vk": details}


async def _day(tg: TelegramSandbox, stage: Stage, options: argparse.Namespace) -> None:
    if options.no_wait and stage.town is not None:
        stage.town.open = True
    if not options.no_wait:
        await _somebody_listens(tg, stage)
    await play_day(stage, options.scene)
    await asyncio.sleep(SETTLE_SECONDS)


async def _somebody_listens(tg: TelegramSandbox, stage: Stage) -> None:
    """Return at the first poll of either network."""
    async with asyncio.TaskGroup() as group:
        there = tg.wait_for(lambda: tg.calls_of("getUpdates") or tg.webhook.url, BOT_WAIT_SECONDS)
        waiting: list[asyncio.Task[object]] = [group.create_task(there)]
        if stage.town is not None:
            waiting.append(group.create_task(stage.town.awake()))
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()


async def _main(options: argparse.Namespace) -> int:
    printer = Printer()
    on_vk = VkSettings(port=options.vk_port, profile=options.vk_profile)
    async with TelegramSandbox(Settings(port=options.port)) as tg, VkSandbox(on_vk) as vk:
        stage = Stage(tg, options.seed, options.seconds, vk=vk)
        printer.line(_welcome(tg, stage))
        tg.listen(printer)
        vk.listen(printer.vk)
        async with asyncio.TaskGroup() as group:
            day = group.create_task(_day(tg, stage, options))
            alone = group.create_task(_left_alone(printer))
            await asyncio.wait((day, alone), return_when=asyncio.FIRST_COMPLETED)
            day.cancel()
            alone.cancel()
    printer.line(
        {"happened": "end", "counts": printer.counts, "surprises": [*tg.surprises, *vk.surprises]}
    )
    return 0


def main() -> int:
    """Run the command line."""
    options = _arguments()
    if options.list:
        print("\n".join(sorted(load_scenes())))
        return 0
    try:
        return asyncio.run(_main(options))
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
