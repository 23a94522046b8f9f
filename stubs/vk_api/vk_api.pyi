from collections.abc import Callable, Mapping

from jconfig import BaseConfig
from requests import Session

class VkApi:
    RPS_DELAY: float
    error_handlers: dict[int, Callable[[Exception], object]]
    http: Session
    def __init__(
        self,
        *,
        token: str | None = ...,
        config: type[BaseConfig] = ...,
        api_version: str = ...,
        session: Session | None = ...,
    ) -> None: ...
    def method(
        self, method: str, values: Mapping[str, object] | None = ..., *, raw: bool = ...
    ) -> object: ...
