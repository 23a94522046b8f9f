"""What readers have in hand before it is asked for, true as of the last commit.

The lock file makes this process the only writer, so a copy that hears of every commit is as good as
a read: sums are brought up to date, everything else that a commit touches is dropped. What is
touched while a read is under way is not believed of that read. `known` fills and asks this.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from models.channel import ChannelKey
from models.effects import CountStanding, OpenCase, PutMessage, Record
from models.message import Message
from models.person import Standing

_MOST_PEOPLE = 4_000
_MOST_UNUSED = 4_000


@dataclass(slots=True)
class Ledger:
    """An author's sums, and by our id of a channel when the join to it was seen."""

    clean: int = 0
    removed: int = 0
    first_seen_at: int | None = None
    joined: dict[int, int] = field(default_factory=dict)

    def count(self, line: CountStanding) -> None:
        """Add a line that has just been committed."""
        self.clean += line.clean
        self.removed += line.removed
        self.first_seen_at = min(line.at, self.first_seen_at or line.at)

    def standing(self, channel_id: int) -> Standing:
        """Return the standing in a channel, without roles."""
        joined_at = self.joined.get(channel_id)
        return Standing(max(0, self.clean), self.first_seen_at, joined_at, max(0, self.removed))


@dataclass(frozen=True, slots=True)
class Print:
    """A case's fingerprint, apart from everything else that is a string."""

    text: str


Name = Print | tuple[ChannelKey, str] | str
"""A fingerprint, a message's address, or the key of an author."""


def address_of(message: Message) -> Name:
    """Return a message's address."""
    return message.channel, message.external_id


@dataclass(slots=True)
class Ahead:
    """Ledgers by author's key, and the names under which nothing is stored."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)
    unused: set[Name] = field(default_factory=set)
    _reads: int = 0
    _touched: set[Name] = field(default_factory=set)
    """What was committed since the oldest read under way began."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold while a read that is to be kept is under way."""
        self._reads += 1
        try:
            yield
        finally:
            self._reads -= 1
            if not self._reads:
                self._touched.clear()

    def keep(self, ledgers: Mapping[str, Ledger], unused: Iterable[Name]) -> None:
        """Keep what was read; to be called inside `reading`."""
        if len(self.ledgers) > _MOST_PEOPLE:
            self.ledgers.clear()
        if len(self.unused) > _MOST_UNUSED:
            self.unused.clear()
        for key, ledger in ledgers.items():
            if key not in self._touched:
                self.ledgers.setdefault(key, ledger)
        self.unused.update(name for name in unused if name not in self._touched)

    def hear(self, record: Record) -> None:
        """Follow a record that has just been committed."""
        if isinstance(record, CountStanding):
            self._count(record)
        elif isinstance(record, PutMessage):
            self._use(address_of(record.message))
        elif isinstance(record, OpenCase):
            self._use(Print(record.case.fingerprint))

    def _count(self, line: CountStanding) -> None:
        key = line.author.key
        if self._reads:
            self._touched.add(key)
        if line.joined_at is not None:
            self.ledgers.pop(key, None)
        elif (ledger := self.ledgers.get(key)) is not None:
            ledger.count(line)

    def _use(self, name: Name) -> None:
        self.unused.discard(name)
        if self._reads:
            self._touched.add(name)
