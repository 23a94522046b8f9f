"""Entities that Telegram finds by itself in plain text: links, mentions, hashtags, commands.

People do not send markup; the server marks what it recognises. `hands` and `answers/sends.py` use
it so that a bot sees what it would see in life.
"""

import re

from sandbox.telegram.wire import JsonObject, utf16

_PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?")),
    ("mention", re.compile(r"(?<![\w@])@[a-zA-Z]\w{3,31}", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)),
    (
        "url",
        re.compile(
            r"(?:https?://[^\s<>\"]+"
            r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:ru|com|org|net|me|io|xyz|top|su|info|app|рф)"
            r"(?![\w.-]*@)\b(?:/[^\s<>\"]*)?)",
            re.IGNORECASE,
        ),
    ),
)


def found_in(text: str) -> list[JsonObject]:
    """Entities of a plain text, in order, without overlaps."""
    spans: list[tuple[int, int, str]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, _ in spans):
                spans.append((match.start(), match.end(), kind))
    return [
        {"type": kind, "offset": utf16(text[:start]), "length": utf16(text[start:end])}
        for start, end, kind in sorted(spans)
    ]
