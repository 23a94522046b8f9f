"""Where vk_api's calls go: to the configured address, and never without a timeout.

vk_api knows one address and no timeouts; an adapter mounted on its session is the one place where
both can be had without touching it.
"""

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from typing_extensions import override

from bot.dated import Dated

Timeouts = tuple[float, float]
"""Seconds to connect, and seconds without a byte."""


class RebasingAdapter(HTTPAdapter):
    """Sends to another base address what was meant for the vendor's."""

    def __init__(self, vendor: str, base: str, timeouts: Timeouts, dated: Dated) -> None:
        """Take the address that calls are written for, the one they go to, timeouts, VK's clock."""
        self._vendor, self._base, self._timeouts = vendor, base, timeouts
        self._dated = dated
        super().__init__()

    @override
    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | tuple[str, str] | None = None,
        proxies: dict[str, str] | None = None,
    ) -> Response:
        """Send one request; raises what requests raises."""
        if request.url is not None and request.url.startswith(self._vendor):
            request.url = self._base + request.url.removeprefix(self._vendor)
        answer = super().send(request, stream, timeout or self._timeouts, verify, cert, proxies)
        self._dated.hear(answer.headers.get("Date", ""))
        return answer
