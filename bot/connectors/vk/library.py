"""vk_api with its habits taken off: one call in, an answer or one of our errors out.

Its sessions belong to one thread each, since vk_api holds a lock over the whole request; its
delays, retries and captcha handler are off, for `client` and `circuit` do that; and its exceptions,
which carry the access token, never leave this file.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.connectors.vk.errors import VkDown, VkError, meaning
from bot.connectors.vk.params import Value
from bot.connectors.vk.tokens import Token
from bot.dated import Dated

if TYPE_CHECKING:
    from vk_api import VkApi

API_VERSION: Final = "5.199"
_VENDOR: Final = "https://api.vk.ru"
"""The address that vk_api 11.10.1 has written into itself."""
_USER_AGENT: Final = "Vakhta"

Answer = Mapping[str, object] | VkError


@dataclass(frozen=True, slots=True)
class Access:
    """Where VK is, and the keys that we hold."""

    keys: Mapping[Token, str] = field(repr=False)
    base: str = _VENDOR
    connect_seconds: float = 5.0
    read_seconds: float = 20.0


class Library:
    """vk_api for several keys and threads."""

    def __init__(self, access: Access) -> None:
        """Take the keys and the address; nothing is loaded or opened yet."""
        self._access = access
        self._mine = threading.local()
        self.dated = Dated()

    def holds(self, token: Token) -> bool:
        """Tell whether there is a key of this kind."""
        return token in self._access.keys

    def ask(self, method: str, token: Token, values: Mapping[str, Value]) -> Answer:
        """Call a method and return its whole answer, or what went wrong; never raises.

        The words and causes of what went wrong stay here: they hold the key.
        """
        from requests import RequestException  # noqa: PLC0415 - loaded in the thread that waits
        from vk_api import ApiError, ApiHttpError, VkApiError  # noqa: PLC0415

        try:
            answer = self._session(token).method(method, values, raw=True)
        except ApiError as error:
            return meaning(method, error.error)
        except ApiHttpError as error:
            return VkDown(method, what=f"http{error.response.status_code}")
        except (RequestException, VkApiError) as error:
            return VkDown(method, what=type(error).__name__)
        if isinstance(answer, Mapping) and "response" in answer:
            return answer
        return VkDown(method, what="unreadable")

    def _session(self, token: Token) -> "VkApi":
        made: dict[Token, VkApi] | None = getattr(self._mine, "sessions", None)
        if made is None:
            made = self._mine.sessions = {}
        if token not in made:
            made[token] = self._open(token)
        return made[token]

    def _open(self, token: Token) -> "VkApi":
        from jconfig import MemoryConfig  # noqa: PLC0415
        from requests import Session  # noqa: PLC0415
        from vk_api import VkApi  # noqa: PLC0415

        from bot.connectors.vk.adapter import RebasingAdapter  # noqa: PLC0415

        access, session = self._access, Session()
        session.trust_env = False  # no proxy or netrc of the machine gets a key to see
        session.headers["User-Agent"] = _USER_AGENT
        timeouts = (access.connect_seconds, access.read_seconds)
        adapter = RebasingAdapter(_VENDOR, access.base.rstrip("/"), timeouts, self.dated)
        session.mount(f"{_VENDOR}/", adapter)
        api = VkApi(
            token=access.keys[token],
            config=MemoryConfig,
            api_version=API_VERSION,
            session=session,
        )
        api.RPS_DELAY = 0.0
        api.error_handlers.clear()
        return api
