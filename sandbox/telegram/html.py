"""`parse_mode=HTML`: text and entities out of markup, refusing exactly what Telegram refuses.

A name that is full of markup must not break a card, and the only way to see that is a server that
does not forgive. Called by `answers/sends.py` and `answers/edits.py`.
"""

import re
from dataclasses import dataclass, field

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.wire import JsonObject, utf16

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-zA-Z0-9-]*)(?P<rest>[^<>]*)>|&(?P<name>#?\w+);?")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


@dataclass
class _Reader:
    source: str
    text: str = ""
    stack: list[_Open] = field(default_factory=list)
    entities: list[JsonObject] = field(default_factory=list)

    def byte(self, index: int) -> int:
        return len(self.source[:index].encode())

    def read(self) -> None:
        index = 0
        while index < len(self.source):
            if self.source[index] not in "<&":
                step = re.compile(r"[^<&]+").match(self.source, index)
                self.text += step.group() if step else ""
                index = step.end() if step else index + 1
                continue
            found = _TOKEN.match(self.source, index)
            if found is None:
                if self.source[index] == "<":
                    raise _cannot(f"Unclosed start tag at byte offset {self.byte(index)}")
                self.text += self.source[index]
                index += 1
                continue
            self._token(found, index)
            index = found.end()
        if self.stack:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def _token(self, found: re.Match[str], index: int) -> None:
        if found["name"] is not None:
            self.text += _character(found)
        elif found["end"]:
            self._close(found["tag"].lower(), index)
        else:
            self._open(found["tag"].lower(), found["rest"], index)

    def _open(self, tag: str, rest: str, index: int) -> None:
        attributes = {key: value.strip("\"'") for key, value in _ATTRIBUTE.findall(rest)}
        if tag not in _TAGS:
            where = self.byte(index)
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {where}')
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(index)}'
            )
        self.stack.append(_Open(tag, utf16(self.text), attributes))

    def _close(self, tag: str, index: int) -> None:
        where = self.byte(index)
        if not self.stack:
            raise _cannot(f"Unexpected end tag at byte offset {where}")
        opened = self.stack.pop()
        if tag not in {"", opened.tag}:
            expected = f'expected "</{opened.tag}>", found "</{tag}>"'
            raise _cannot(f"Unmatched end tag at byte offset {where}, {expected}")
        self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        length = utf16(self.text) - opened.start
        if not length:
            return
        entity: JsonObject = {"offset": opened.start, "length": length, "type": _TAGS[opened.tag]}
        if opened.tag == "a":
            url = opened.attributes.get("href", "")
            if not url:
                return
            entity["url"] = url
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)


def _character(found: re.Match[str]) -> str:
    name = found["name"]
    if not name.startswith("#"):
        return _NAMED.get(name, found.group())
    digits = name[1:]
    try:
        return chr(int(digits[1:], 16) if digits[:1] in "xX" else int(digits))
    except ValueError:
        return found.group()


def _cannot(why: str) -> ApiError:
    return bad_request(f"can't parse entities: {why}")


def parse(source: str) -> tuple[str, list[JsonObject]]:
    """The plain text and its entities in order; ApiError 400 where Telegram refuses the markup."""
    reader = _Reader(source)
    reader.read()
    order = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return reader.text, order
