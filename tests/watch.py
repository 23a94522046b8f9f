"""A whole watch for one journey: the sandbox with its people, and the real process against it."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import bot.connectors.telegram.hands  # noqa: F401 - the process loads it later; here it is paid once
from bot.app import serve
from bot.config import load
from sandbox.telegram import TelegramSandbox

JsonObject = dict[str, Any]

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
WAITING = """
    SELECT id FROM inbox WHERE state = 0
    UNION ALL SELECT id FROM action WHERE state IN ('queued', 'running')
        AND (not_before = 0 OR tries > 0)
"""


class Watch:
    """The sandbox, the people everybody needs, and a bot that can be started and stopped."""

    def __init__(self, tg: TelegramSandbox, folder: Path) -> None:
        self.tg = tg
        self.folder = folder
        self.said: list[str] = []
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
        self.bot_section = ""
        self.extra = ""
        self.bound = True
        self.more: list[int] = []
        self.roles = True
        self.port = 0
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "var" / "vakhta.db"

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
            f"{roles if self.roles else ''}{self.extra}"
        )

    async def start(self) -> None:
        path = self.folder / "config.toml"
        path.write_text(self.config_text(), "utf-8")
        self._stop = asyncio.Event()
        work = serve(load(path), self._stop, self.said.append)
        # A fixture is set up and taken down in different tasks, which a TaskGroup does not allow.
        self._task = asyncio.get_running_loop().create_task(work, name="vakhta")
        self._task.add_done_callback(lambda _: self.tg.journal.pulse())
        polls = len(self.tg.calls_of("getUpdates"))
        await self.tg.wait_for(
            lambda: len(self.tg.calls_of("getUpdates")) > polls or self._ended(), 15
        )
        if self._ended():
            await self.stop()

    def _ended(self) -> bool:
        return self._task is not None and self._task.done()

    async def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            await self._task
        self._task = None

    async def handled(self) -> None:
        """Wait until everything that was said is confirmed, handled and acted upon."""
        await self.tg.confirmed(10)
        for _ in range(500):
            if not self.rows(WAITING):
                return
            await asyncio.sleep(0.02)
        raise TimeoutError(self.rows("SELECT id, kind, state FROM action"))

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

    def audit(self, act: str) -> list[JsonObject]:
        """The lines of one kind: actor, entity and codes."""
        rows = self.rows(
            "SELECT actor, entity, codes FROM audit_event WHERE act = ? ORDER BY seq", act
        )
        return [{"actor": a, "entity": e, **json.loads(c)} for a, e, c in rows]

    def outcomes(self) -> list[str]:
        """The rules' answers, in order."""
        return [row[0] for row in self.rows("SELECT outcome FROM verdict ORDER BY id")]
