"""A store that forgets: the same statements on a database in memory, for `scan` and for tests.

The fake ships beside the real adapter and is the real adapter, but for the disk; so nothing can
pass on one and fail on the other for reasons of SQL (docs/decisions/0022).
"""

from bot.store.retention import Retention
from bot.store.sql import Setup, SqlStorage
from bot.store.sqlite import MEMORY
from handlers.ports import Clock, Ids


class MemoryStorage(SqlStorage):
    """Storage that lives as long as it is open."""

    def __init__(self, clock: Clock, ids: Ids, workspace_id: int = 1) -> None:
        """Take what every storage takes; there is no address and nothing to lock."""
        super().__init__(Setup(MEMORY, clock, ids, workspace_id, Retention(), lock=False))
