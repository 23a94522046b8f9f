"""A whole watch for one journey: the sandbox with its people, and the real process against it."""

from collections.abc import Callable
from pathlib import Path

from typing_extensions import override

import bot.connectors.telegram.hands  # noqa: F401 - the process loads it later; here it is paid once
from sandbox.telegram import TelegramSandbox
from tests.process import JsonObject, Process

SPAM = (
    "Заработок от 5000 рублей в день без вложений! Удалённая работа, опыт не нужен. "
    "Пиши в лс @rabota_tut_bot или переходи https://t.me/+AbCdEfGh12345"
)
URGENT = (
    "Срочно помогите! У меня списали деньги два раза, карта заблокирована, "
    "поддержка не отвечает третий час!!!"
)
VIOLATION = "Подписывайтесь на наш канал https://t.me/+AbCdEfGh12345"
ANGRY = "Ужасное качество, очень разочарован покупкой"
QUESTION = "Сколько стоит доставка в Казань?"
CLEAN = "Добрый день, всем хорошего вечера"


class Watch(Process):
    """The sandbox, the people everybody needs, and a bot that can be started and stopped."""

    def __init__(self, tg: TelegramSandbox, folder: Path) -> None:
        super().__init__(folder)
        self.tg = tg
        self.owner = tg.person("Ольга")
        self.mod = tg.person("Марк")
        self.stranger = tg.person("Чужой")
        self.newcomer = tg.person("Новичок")
        self.lead = tg.person("Лев")
        self.trainee = tg.person("Тая")
        self.chat = tg.supergroup("Чат бренда")
        self.moderators = tg.supergroup("Модераторы")
        tg.own(self.owner, self.moderators)
        tg.promote(self.mod, self.moderators, can_delete_messages=True)
        for guest in (self.stranger, self.lead, self.trainee):
            tg.seat(guest, self.moderators)
        tg.join(self.newcomer, self.chat)
        self.bound = True
        self.more: list[int] = []
        self.roles = True

    @override
    def config_text(self) -> str:
        bound = (
            f"moderators_chat = {self.moderators}\nchats = {[self.chat, *self.more]}"
            if self.bound
            else ""
        )
        roles = (
            f'[roles]\nowners = ["telegram:{self.owner}"]\nleads = ["telegram:{self.lead}"]\n'
            f'trainees = ["telegram:{self.trainee}"]\n'
        )
        return (
            f'[bot]\ndata_dir = "var"\n{self.bot_section}\n[telegram]\ntoken = "{self.tg.token}"\n'
            f'api = "{self.tg.url}"\n{bound}\n[http]\nport = {self.port}\n'
            f'[classifier]\nengine = "{self.engine}"\n'
            f"{roles if self.roles else ''}{self.extra}"
        )

    @override
    def polls(self) -> int:
        return len(self.tg.calls_of("getUpdates"))

    @override
    async def wait_for(self, predicate: Callable[[], object], seconds: float) -> None:
        await self.tg.wait_for(predicate, seconds)

    @override
    async def confirmed(self, seconds: float = 10) -> None:
        await self.tg.confirmed(seconds)

    @override
    def pulse(self) -> None:
        self.tg.journal.pulse()

    async def card(self, containing: str) -> JsonObject:
        """Wait for a card that shows something, as it is now."""

        def found() -> JsonObject | None:
            for card in self.tg.cards(self.moderators):
                if containing in self.tg.current(card).get("text", ""):
                    return card
            return None

        card = await self.tg.wait_for(found, 10)
        assert card is not None
        return card

    async def press(self, who: int, card: JsonObject, button: str) -> str:
        """Press a button by its words; return what the presser was answered."""
        words = next(word for word in self.tg.buttons(card) if button in word)
        query = self.tg.press(who, card, words)
        answer = await self.tg.wait_for(lambda: self.tg.answer_to(query), 10)
        await self.handled()
        return str((answer or {}).get("text", ""))

    async def press_data(self, who: int, card: JsonObject, data: str) -> str:
        """Press a button that the message does not carry now: an old one, or a forged one."""
        held = card.get("reply_markup", {})
        button = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
        shown = self.tg.state.chats[card["chat"]["id"]].messages
        now = shown[card["message_id"]]
        shown[card["message_id"]] = {**now, "reply_markup": button}
        query = self.tg.press(who, card, data)
        shown[card["message_id"]] = {**now, "reply_markup": now.get("reply_markup", held)}
        answer = await self.tg.wait_for(lambda: self.tg.answer_to(query), 10)
        await self.handled()
        return str((answer or {}).get("text", ""))

    def data_of(self, card: JsonObject, button: str) -> str:
        """What a button would send."""
        rows = self.tg.current(card)["reply_markup"]["inline_keyboard"]
        return next(str(b["callback_data"]) for row in rows for b in row if button in b["text"])

    def somebody(self, name: str = "Гость") -> int:
        """A person who has just joined the watched chat."""
        who = self.tg.person(name)
        self.tg.join(who, self.chat)
        return who

    async def show(self, text: str, chat: int | None = None) -> tuple[JsonObject, JsonObject]:
        """Somebody new writes a text that gets a card; return the message and its card."""
        message = self.tg.say(self.somebody(), chat or self.chat, text)
        card = await self.card(text[:40])
        await self.handled()
        return message, card

    def text(self, card: JsonObject) -> str:
        """What a card says now."""
        return str(self.tg.current(card)["text"])
