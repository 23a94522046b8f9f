"""What readers hand over: rows with a message, joins, and lines that could not be read."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.texts import Texts
from models.card import Word
from models.channel import ChannelKey, Place, Platform
from models.message import Features, Message, PartKind, TextPart
from models.person import Author

SECOND_US = 1_000_000
_MILLISECONDS_FROM = 100_000_000_000
_FIRST_NAMED = 5
LABEL = "label"
"""The column of labels that is found by itself."""


class ScanError(Exception):
    """The input cannot be scanned at all; `word` is one line that says what to do."""

    def __init__(self, code: str, **args: str | int) -> None:
        """Take a code of `scan.fault` and its arguments; in a log it speaks English."""
        self.word = Word(f"scan.fault.{code}", args)
        super().__init__(Texts("en").say(self.word.code, args))


@dataclass(frozen=True, slots=True)
class Row:
    """One message of the input; without an author everybody is a newcomer."""

    message: Message
    has_author: bool = True
    has_date: bool = True
    label: str = ""
    """What the owner of the data calls this row, where he said so."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody was seen joining a chat."""

    author_key: str
    at: int


@dataclass(slots=True)
class Reading:
    """What is known of the reading itself: passed over, unreadable, the first few by name."""

    service: int = 0
    unreadable: int = 0
    named: list[Word] = field(default_factory=list)
    formats: Counter[str] = field(default_factory=Counter)
    label_column: str = LABEL

    def broken(self, code: str, number: int | str) -> None:
        """Count something unreadable: a code of `scan.bad`, and the number of its line or entry."""
        self.unreadable += 1
        if len(self.named) < _FIRST_NAMED:
            self.named.append(Word(f"scan.bad.{code}", {"n": number}))


@dataclass(frozen=True, slots=True)
class Fields:
    """A row of JSONL, CSV or text before it becomes a message."""

    line: int
    text: str
    id: str = ""
    author: str = ""
    at: int | None = None
    chat: str = ""
    label: str = ""

    def row(self) -> Row:
        """Return the message that this row speaks of."""
        platform, _, name = self.author.rpartition(":")
        known = platform if platform in set(Platform) else Platform.TELEGRAM
        author = Author(Platform(known), name or self.author or "nobody")
        moment = self.at or 0
        message = Message(
            channel=ChannelKey(Platform.TELEGRAM, "", self.chat or "scan"),
            place=Place.GROUP,
            external_id=self.id or str(self.line),
            author=author,
            sent_at=moment,
            received_at=moment,
            parts=(TextPart(PartKind.TEXT, self.text),) if self.text else (),
            features=Features(),
        )
        return Row(message, bool(self.author), self.at is not None, self.label)


def moment_of(value: object) -> int | None:
    """Read a date, ISO 8601 or Unix time (seconds or milliseconds), as UTC microseconds."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        number = value.strip()
        if not number.replace(".", "", 1).lstrip("-").isdigit():
            return _iso(number)
        value = float(number)
    try:
        seconds = float(value)  # type: ignore[arg-type]
        seconds = seconds / 1000 if abs(seconds) >= _MILLISECONDS_FROM else seconds
        return round(seconds * SECOND_US)
    except (TypeError, ValueError, OverflowError):
        return None


def _iso(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * SECOND_US)
