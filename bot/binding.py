"""Which chats we listen to: bound by config, or in chat with a one-time code. It is the Gate.

Connectors ask it before anything is stored, so it answers from memory; `refresh` reads it anew
after a commit that bound a channel or used up a code.
"""

import hashlib
import hmac

from bot.ports import Storage
from handlers.setup import CODE_SETTING
from models.channel import Platform, Purpose
from models.effects import Effects, MoveChannel, PutChannel, PutSetting


class Binding:
    """The Gate of one account."""

    def __init__(self, platform: Platform, configured: frozenset[str]) -> None:
        """Take the platform and the chats that the config names."""
        self._platform = platform
        self._configured = configured
        self._bound: frozenset[str] = frozenset()
        self._codes: frozenset[str] = frozenset()
        self._moderators = False

    async def refresh(self, storage: Storage) -> None:
        """Read what is bound and which codes are out."""
        bound: set[str] = set()
        moderators = False
        for purpose in (Purpose.WATCHED, Purpose.MODERATORS):
            for channel in await storage.channels(purpose):
                # Private messages are heard once there is anybody to show them to, on any network.
                moderators = moderators or purpose is Purpose.MODERATORS
                if channel.key.platform is not self._platform:
                    continue
                bound.add(channel.key.external_id)
                if channel.linked_external_id:
                    bound.add(channel.linked_external_id)
        self._bound, self._moderators = frozenset(bound), moderators
        names = await storage.settings(CODE_SETTING)
        self._codes = frozenset(name.removeprefix(CODE_SETTING) for name in names)

    @staticmethod
    def concerns(effects: Effects) -> bool:
        """Tell whether these effects may change who is heard."""
        kinds = (PutChannel, MoveChannel, PutSetting)
        return any(isinstance(record, kinds) for record in effects.records)

    def admits(self, channel_external_id: str) -> bool:
        """Tell whether a chat is bound."""
        return channel_external_id in self._bound or channel_external_id in self._configured

    def admits_private(self) -> bool:
        """Tell whether private messages are intake: only once a moderators' place is bound."""
        return self._moderators

    def opens(self, word: str) -> bool:
        """Tell whether a word is a live code."""
        digest = hashlib.sha256(word.strip().upper().encode()).hexdigest()
        return any([hmac.compare_digest(digest, code) for code in self._codes])  # noqa: C419 - constant time

    def expecting(self) -> bool:
        """Tell whether a code is out."""
        return bool(self._codes)
