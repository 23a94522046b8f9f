"""What the Bot API says when it refuses: one exception with code, description and parameters.

Descriptions are those of the real server, word for word, because clients tell outcomes apart by
them. Methods in `answers/` raise it; `server.py` turns it into the JSON of the answer.
"""

from sandbox.telegram.wire import JsonObject


class ApiError(Exception):
    """A refusal in the Bot API's own terms."""

    def __init__(self, code: int, description: str, parameters: JsonObject | None = None) -> None:
        """Take the HTTP status, the description, and ResponseParameters if any."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def wire(self) -> JsonObject:
        """The body of the answer."""
        body: JsonObject = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> ApiError:
    """400 with the server's prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403 with the server's prefix."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """409 with the server's prefix."""
    return ApiError(409, f"Conflict: {reason}")


def too_many(seconds: int) -> ApiError:
    """429 that names when to come back, in whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def upgraded(chat_id: int) -> ApiError:
    """400 of a basic group that has become the supergroup `chat_id`."""
    reason = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, reason, {"migrate_to_chat_id": chat_id})


UNAUTHORIZED = ApiError(401, "Unauthorized")
NO_METHOD = ApiError(404, "Not Found: method not found")
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
NO_RESTRICT_RIGHT = "not enough rights to restrict/unrestrict chat member"
