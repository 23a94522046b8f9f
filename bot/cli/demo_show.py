"""What the demo shows: who wrote what, what was thought of it and why, and what was done.

Two streams meet here: what the bot committed, and what happened on the platform. Off a terminal the
same lines come without colours. `demo_sums` counts beside it.
"""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.demo_sums import Sums
from bot.config import Config
from bot.texts import Texts
from handlers.cards import signal_words
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
_WORDS = {
    Outcome.ROLLED: "added to the silent list",
    Outcome.CARDED: "card: a moderator decides",
    Outcome.ALERTED: "ALERT: a moderator is called at once",
    Outcome.REMOVED: "removed as spam",
}
_LONGEST = 90


class Show:
    """Draws the day line by line and sums it up."""

    def __init__(self, seconds: float) -> None:
        """Take the length of the day."""
        self.seconds = seconds
        self.begun_at: float | None = None
        self.sums = Sums()
        self._console = Console(highlight=False, soft_wrap=True)
        self._texts = Texts("en")
        self._titles: dict[str, str] = {}
        self._moderators = 0

    def say(self, line: str, style: str = "") -> None:
        """Print one line."""
        self._console.print(Text(line, style=style))

    def welcome(self, config: Config) -> None:
        """Say what is about to be seen."""
        self._moderators = (config.telegram and config.telegram.moderators_chat) or 0
        self.say(
            "A community in a box: people write, Vakhta keeps watch. Nothing here is real.", "bold"
        )
        self.say(
            f"Numbers: http://127.0.0.1:{config.http.port}/metrics   Ctrl+C ends the day.\n", "dim"
        )

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
        line = Text(f"{self._clock()}  ", style="dim")
        line.append(f"{self._where(message)}  ", style="blue")
        line.append(message.author.name or message.author.external_id, style="bold")
        line.append(
            f": {_cut(message.text)}", style=_STYLES[outcome] if outcome is Outcome.LEFT else ""
        )
        self._console.print(line)
        if outcome in _WORDS:
            why = "; ".join(self._texts.say(one.code, one.args) for one in signal_words(verdict))
            self.say(
                f"      └ {_WORDS[outcome]} ({verdict.kind or 'album'}): {why}", _STYLES[outcome]
            )

    def happened(self, happening: dict[str, Any]) -> None:
        """Show what a person or the bot did on the platform."""
        kind = str(happening.get("happened", ""))
        if happening.get("chat_title"):
            self._titles[str(happening["chat"])] = str(happening["chat_title"])
        self.sums.happened(kind, happening, watched=happening.get("chat") != self._moderators)
        text = _cut(str(happening.get("text", "")))
        match kind:
            case "deleted":
                took = self.sums.deleted_after(happening)
                after = "" if took is None else f" {took:.2f} s after it came"
                self.say(f"      ✓ deleted{after}: {text}", "green")
            case "banned" | "restricted" | "unbanned" | "channel_banned":
                self.say(f"      ✓ {kind}: user {happening.get('user', '')}", "green")
            case "card":
                bell = "" if happening.get("silent") else " with sound"
                self.say(f"      → card to the moderators{bell}: {text}", "yellow")
            case "bot_said":
                self.say(f"      → said: {text}", "yellow")
            case "pressed":
                words = f"{happening.get('name', '')} presses [{happening.get('button', '')}]"
                self.say(f"{self._clock()}  {words}", "bold green")
            case "press_answered" if text:
                self.say(f"      → answered: {text}", "green")

    def summary(self) -> int:
        """Print what the day came to; returns the exit code, 1 if anything was lost."""
        table = Table(title="The day in numbers", show_header=False, title_justify="left")
        for name, value in self.sums.rows():
            table.add_row(name, value)
        self._console.print()
        self._console.print(table)
        return 0 if self.sums.all_stored and self.sums.stored else 1

    def _where(self, message: Message) -> str:
        return self._titles.get(message.channel.external_id) or message.channel.external_id

    def _clock(self) -> str:
        seconds = int(self.sums.last_at)
        return f"{seconds // 60:2}:{seconds % 60:02}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
