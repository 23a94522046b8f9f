"""Storage: the durable road, the reads of handlers, retention, backup; the only door to SQLAlchemy.

A message's road runs on threads of ours over the plain driver (`seat`), what people ask through the
asynchronous engine over aiosqlite (`long_reads`).
`open_storage` is how the process gets one; everything it returns speaks `bot.ports.Storage`.
"""

from bot.ports import Storage
from bot.store.retention import Retention
from bot.store.sql import Setup, SqlStorage
from handlers.ports import Clock, Ids

__all__ = ["Retention", "SqlStorage", "open_storage"]


_KEPT = Retention()


def open_storage(  # noqa: PLR0913 - one way in, every part named
    url: str,
    *,
    clock: Clock,
    ids: Ids,
    workspace_id: int = 1,
    retention: Retention = _KEPT,
    lock: bool = True,
) -> Storage:
    """Return the storage behind `url` (`sqlite+aiosqlite:///…`, `memory://`), not opened yet.

    `lock=False` is for commands that only read beside a running bot.
    """
    return SqlStorage(Setup(url, clock, ids, workspace_id, retention, lock))
