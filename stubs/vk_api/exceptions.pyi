from collections.abc import Mapping

from requests import Response

class VkApiError(Exception): ...

class ApiError(VkApiError):
    code: int
    error: Mapping[str, object]
    method: str
    values: Mapping[str, object]

class ApiHttpError(VkApiError):
    method: str
    response: Response
    values: Mapping[str, object]
