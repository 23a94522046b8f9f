"""A whole watch over a VK community for one journey: the sandbox, its people, the real process."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from typing_extensions import override

from sandbox.vk import Letter, Thing, VkSandbox
from tests.process import Process
from tests.watch import Watch


class VkWatch(Process):
    """The sandbox's community with a chat of moderators; `beside` watches Telegram as well."""

    def __init__(self, vk: VkSandbox, folder: Path, beside: Watch | None = None) -> None:
        super().__init__(folder)
        self.vk = vk
        self.beside = beside
        self.owner = vk.key_holder
        self.mod = vk.manager("moderator", "Марина")
        self.guest = vk.person("Чужой")
        self.moderators = vk.chat("Модераторы", owner=self.owner)
        vk.seat(self.mod, self.moderators)
        vk.seat(self.guest, self.moderators)
        self.post: Thing = vk.post("Новая коллекция уже в продаже")
        self.keys = {"user_token": vk.user_token, "service_token": vk.service_token}
        """What is held beside the community's key."""
        self.bound = True
        self.section = ""
        """More lines of [vk]."""

    def alone(self) -> "VkWatch":
        """Hold the community's key and no other."""
        self.keys = {}
        return self

    @override
    def config_text(self) -> str:
        keys = "".join(f'{name} = "{key}"\n' for name, key in self.keys.items())
        bound = f"moderators_peer = {self.moderators}\n" if self.bound else ""
        vk = (
            f'[vk]\ntoken = "{self.vk.token}"\ngroup_id = {self.vk.group_id}\n'
            f'api = "{self.vk.url}"\n{keys}{bound}{self.section}\n'
        )
        if self.beside is not None:
            return f"{self.beside.config_text()}\n{vk}"
        return (
            f'[bot]\ndata_dir = "var"\n{self.bot_section}\n'
            f'[classifier]\nengine = "{self.engine}"\n'
            f"[http]\nport = {self.port}\n{self.extra}\n{vk}"
        )

    @override
    def polls(self) -> int:
        return len(self.vk.calls_of("a_check"))

    @override
    def listens(self, polls: int) -> bool:
        if 'mode = "callback"' in self.section:
            return any("on watch" in line for line in self.said)
        return super().listens(polls)

    @override
    async def wait_for(self, predicate: Callable[[], object], seconds: float) -> None:
        await self.vk.wait_for(predicate, seconds)

    @override
    async def confirmed(self, seconds: float = 10) -> None:
        await self.vk.confirmed(seconds)
        if self.beside is not None:
            await self.beside.confirmed(seconds)

    @override
    def pulse(self) -> None:
        self.vk.journal.pulse()
        if self.beside is not None:
            self.beside.pulse()

    async def card(self, containing: str) -> Letter:
        """Wait for a card that shows something, as it is now."""

        def found() -> Letter | None:
            cards = self.vk.cards(self.moderators)
            return next((one for one in cards if containing in one.text), None)

        card = await self.vk.wait_for(found, 10)
        assert card is not None
        return card

    async def press(self, who: int, card: Letter, button: str) -> str:
        """Press a button by its words; return what the presser was answered."""
        words = next(word for word in self.vk.buttons(card) if button in word)
        press = self.vk.press(who, card, words)
        await self.vk.wait_for(lambda: press.answered, 10)
        await self.handled()
        return self.vk.snackbar(press) or ""

    async def until(self, holds: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait for something that the database or the platform comes to say."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(0.02)
