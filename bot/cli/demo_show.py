"""What the demo shows: who wrote what, what was thought of it and why, and what was done.

Two streams meet here: what the bot committed, and what happened on the platform. Off a terminal the
same lines come without colours. `demo_sums` counts beside it.
"""

from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.demo_sums import MARKS, Sums
from bot.config import Config
from bot.texts import Texts
from handlers.cards import signal_words
from models.channel import Platform
from models.effects import Effects, PutMessage, PutVerdict
from models.message import Message
from models.verdict import Outcome, Verdict

_STYLES = {
    Outcome.LEFT: "dim",
    Outcome.ROLLED: "cyan",
    Outcome.CARDED: "yellow",
    Outcome.ALERTED: "bold magenta",
    Outcome.REMOVED: "bold red",
}
_TOLD = {
    "deleted": ("✓", "green"),
    **dict.fromkeys(("banned", "restricted", "unbanned", "channel_banned"), ("✓", "green")),
    **dict.fromkeys(("card", "bot_said"), ("→", "yellow")),
    "press_answered": ("→", "green"),
    **dict.fromkeys(("pressed", "deleted_by_hand", "restored"), ("", "bold green")),
    "key_narrowed": ("", "bold red"),
}
"""What is told of the platform's happenings: its sign, none for what people did, and its style."""
_LONGEST = 90


class Show:
    """Draws the day line by line and sums it up."""

    def __init__(self, seconds: float, texts: Texts) -> None:
        """Take the length of the day, and the words to tell it in."""
        self.seconds = seconds
        self.begun_at: float | None = None
        self.sums = Sums()
        self._console = Console(highlight=False, soft_wrap=True)
        self._texts = texts
        self._titles: dict[tuple[str, str], str] = {}
        self._moderators: set[tuple[str, str]] = set()
        self._platforms: list[str] = []

    @property
    def language(self) -> str:
        """The one language of all that is shown, the bot's words too."""
        return self._texts.language

    def port_taken(self, port: int, free: int) -> None:
        """Say that the demo listens elsewhere."""
        self.say(self._texts.say("demo.port_taken", {"port": port, "free": free}))

    def say(self, line: str, style: str = "") -> None:
        """Print one line."""
        self._console.print(Text(line, style=style))

    def welcome(self, config: Config) -> None:
        """Say what is about to be seen."""
        if config.telegram is not None:
            self._watch_over(Platform.TELEGRAM, config.telegram.moderators_chat)
        if config.vk is not None:
            self._watch_over(Platform.VK, config.vk.moderators_peer)
        self.say(self._texts.say("demo.welcome"), "bold")
        numbers = self._texts.say("demo.numbers", {"port": config.http.port})
        self.say(f"{numbers}\n", "dim")

    def _watch_over(self, platform: Platform, moderators: int | None) -> None:
        self._platforms.append(platform)
        self._moderators.add((platform, str(moderators)))

    def begin(self, now: float) -> None:
        """Remember when the people began to talk."""
        self.begun_at = now

    def committed(self, effects: Effects) -> None:
        """Show a message that was judged, with the verdict and its reasons."""
        messages = {one.id: one.message for one in effects.records if isinstance(one, PutMessage)}
        for record in effects.records:
            if isinstance(record, PutVerdict) and record.message_id in messages:
                message = messages[record.message_id]
                self.sums.judged(message, record.verdict)
                self._judged(message, record.verdict)

    def _judged(self, message: Message, verdict: Verdict) -> None:
        outcome = verdict.outcome
        line = Text(f"{self._clock()} {MARKS[message.channel.platform]}  ", style="dim")
        line.append(f"{self._where(message)}  ", style="blue")
        line.append(message.author.name or message.author.external_id, style="bold")
        line.append(
            f": {_cut(message.text)}", style=_STYLES[outcome] if outcome is Outcome.LEFT else ""
        )
        self._line(line)
        if outcome is not Outcome.LEFT:
            why = "; ".join(self._texts.say(one.code, one.args) for one in signal_words(verdict))
            said = self._texts.say(f"demo.outcome.{outcome}")
            kind = self._texts.say(f"kind.{verdict.kind or 'album'}")
            self._because(f"{said} ({kind}): {why}", _STYLES[outcome])

    def _because(self, why: str, style: str) -> None:
        """Print all the reasons, on as many lines as they take."""
        first, rest = "         └ ", " " * 11
        for line in wrap(why, self._console.width, initial_indent=first, subsequent_indent=rest):
            self.say(line, style)

    def happened(self, happening: dict[str, Any]) -> None:
        """Show what a person or the bot did on the platform."""
        kind, platform = str(happening.get("happened", "")), str(happening.get("platform", ""))
        chat = (platform, str(happening.get("chat", "")))
        if happening.get("chat_title"):
            self._titles[chat] = str(happening["chat_title"])
        self.sums.happened(kind, happening, watched=chat not in self._moderators)
        args = {name: str(happening.get(name, "")) for name in ("user", "name", "button")}
        args["text"] = _cut(str(happening.get("text", "")))
        code = kind
        if kind == "deleted":
            took = self.sums.deleted_after(happening)
            code = kind if took is None else "deleted_after"
            args["seconds"] = "" if took is None else f"{took:.2f}"
        elif kind == "card":
            # VK knows no silent messages: there it says nothing of a card that it sounds.
            sounds = platform == Platform.TELEGRAM and not happening.get("silent")
            code = "card_sounds" if sounds else kind
        if kind in _TOLD and (kind != "press_answered" or args["text"]):
            self._told(code, MARKS.get(platform, "  "), args, _TOLD[kind])

    def _told(self, code: str, mark: str, args: dict[str, str], manner: tuple[str, str]) -> None:
        sign, style = manner
        before = f"      {mark} {sign} " if sign else f"{self._clock()} {mark}  "
        self._line(Text(before + self._texts.say(f"demo.{code}", args), style=style))

    def _line(self, line: Text) -> None:
        """Print one line of the day, no longer than the terminal is wide."""
        line.truncate(self._console.width, overflow="ellipsis")
        self._console.print(line)

    def summary(self) -> int:
        """Print what the day came to; returns 1 where anything was lost or a network idle."""
        title = self._texts.say("demo.sums")
        table = Table(title=title, show_header=False, title_justify="left")
        for name, value in self.sums.rows(self._texts):
            table.add_row(name, value)
        self._console.print()
        self._console.print(table)
        faults = [("silent", one) for one in self.sums.silent(self._platforms)]
        faults += [("idle", one) for one in self.sums.idle(self._platforms)]
        for code, platform in faults:
            self.say(self._texts.say(f"demo.{code}", {"platform": MARKS[platform]}), "bold red")
        return 0 if self.sums.all_stored and not faults else 1

    def _where(self, message: Message) -> str:
        channel = message.channel
        title = self._titles.get((channel.platform, channel.external_id))
        place = f"place.{message.place}"
        if channel.platform is Platform.VK and self._texts.knows(place):
            return self._texts.say(place)
        return title or channel.external_id

    def _clock(self) -> str:
        seconds = int(self.sums.last_at)
        return f"{seconds // 60:2}:{seconds % 60:02}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
