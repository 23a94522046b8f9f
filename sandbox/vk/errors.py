"""What VK says when it refuses: a code, its text, and sometimes more. Always HTTP 200.

Texts are VK's own. `answers/` raise it; `server.py` turns it into the JSON of the answer.
"""

from sandbox.vk.wire import JsonObject

_TEXTS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error: could not get application",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required: please open redirect_uri in browser",
    18: "User was deleted or banned",
    20: "Permission to perform this action is denied for non-standalone applications",
    27: "Group authorization failed: method is unavailable with group auth.",
    28: "Application authorization failed: method is unavailable with service token.",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    104: "Not found",
    113: "Invalid user id",
    125: "Invalid group id",
    203: "Access to group denied",
    210: "Access to wall's post denied",
    211: "Access to wall's comment denied",
    212: "Access to post comments denied",
    213: "Access to status replies denied",
    243: "Comment has not been deleted",
    801: "Comments for this video are closed",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
    924: "Can't delete this message for everybody",
    925: "You are not admin of this chat",
    927: "Chat does not exist",
    935: "User not found in chat",
    936: "Contact not found",
    1051: "Method is unavailable with current profile type",
    1401: "Comments for this market are closed",
    2000: "Servers number limit is reached",
}
_CAPTCHA: JsonObject = {
    "captcha_sid": "239633676097",
    "captcha_img": "https://api.vk.ru/captcha.php?sid=239633676097&s=1",
    "redirect_uri": "https://id.vk.ru/not_robot_captcha?session_token=sandbox",
}
_VALIDATION: JsonObject = {"redirect_uri": "https://m.vk.ru/login?act=security_check&hash=sandbox"}
CANNOT_BE_CALLED = ": no access to call this method. It cannot be called with current scopes."
SCOPES_SUBCODE = 1133
PARAM = 100
CAPTCHA = 14
VALIDATION = 17


class VkApiError(Exception):
    """A refusal in VK's own terms; `extra` stands beside the code in the answer."""

    def __init__(self, code: int, details: str = "", **extra: object) -> None:
        """Take the code and what VK adds to its usual text after a colon."""
        usual = _TEXTS.get(code, "Unknown error occurred")
        text = f"{usual}: {details}" if details and not details.startswith(":") else usual + details
        super().__init__(text)
        self.code = code
        self.text = text
        self.extra = {**_usual_extra(code), **extra}

    def wire(self, request_params: list[JsonObject]) -> JsonObject:
        """The `error` object of the answer."""
        body: JsonObject = {"error_code": self.code}
        if "error_subcode" in self.extra:
            body["error_subcode"] = self.extra["error_subcode"]
        body.update(error_msg=self.text, request_params=request_params)
        return {**body, **self.extra}


def _usual_extra(code: int) -> JsonObject:
    if code == CAPTCHA:
        return dict(_CAPTCHA)
    return dict(_VALIDATION) if code == VALIDATION else {}


def bad(details: str) -> VkApiError:
    """100: a parameter is missing or wrong."""
    return VkApiError(PARAM, details)


def no_scope() -> VkApiError:
    """15 with subcode 1133: this token may not call the method."""
    return VkApiError(15, CANNOT_BE_CALLED, error_subcode=SCOPES_SUBCODE)
