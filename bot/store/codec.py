"""Documents as JSON text, and texts as something that UTF-8 can hold.

A poisoned update may carry half of a surrogate pair; such a document is written with escapes, so
that what a person sent is kept byte for byte and the row still goes in.
"""

import json

from models.action import Json

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_escaped = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_canonical = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode


def pack(document: object) -> str:
    """Return a document as compact JSON."""
    text = _compact(document)
    if text.isascii() or _sound(text):
        return text
    return _escaped(document)


def canonical(document: object) -> str:
    """Return a document as the one JSON text that its content allows; hashes are made of these."""
    return _canonical(document)


def unpack(text: str | None) -> dict[str, Json]:
    """Read a JSON object; what retention has emptied reads as an empty one."""
    return json.loads(text) if text else {}


def sound(text: str) -> str:
    """Return text that UTF-8 can hold, with a mark where it could not."""
    return text if text.isascii() or _sound(text) else text.encode("utf-8", "replace").decode()


def _sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
