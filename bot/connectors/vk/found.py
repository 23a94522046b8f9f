"""What is gathered from one message: pieces of text, link targets, mentions.

VK has no entities. A mention is `[id1|Anna]` inside the text, a hidden link `[https://vk.cc/x|here]`;
the reader sees only the right half, so that is what is judged, and the left half is kept beside it.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from models.message import Features, Media, PartKind, TextPart

_MARKUP: Final = re.compile(r"\[([^\[\]|\n]{1,2000})\|([^\[\]\n]{1,2000})\]")
_ACCOUNT: Final = re.compile(r"(?:id|club|public|event)\d{1,15}\Z")
_TARGET: Final = re.compile(r"(?:https?://|(?:m\.)?vk\.(?:com|ru|cc|me)/)\S+\Z", re.IGNORECASE)
_URL: Final = re.compile(r"(?:https?://|\bvk\.(?:cc|me|com|ru)/)[^\s<>\"'\])|]+", re.IGNORECASE)
_CALLED: Final = re.compile(r"(?<![\w@*])[@*]([a-z][\w.]{2,31})", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """What has been gathered so far; `parts` keep the order of discovery."""

    parts: list[TextPart] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    buttons: int = 0
    has_story: bool = False
    has_quote: bool = False
    is_forward: bool = False

    def add(self, kind: PartKind, *texts: str) -> None:
        """Keep pieces of text as one part, with their mentions and links, unless all are empty."""
        text = "\n".join(filter(None, texts))
        if text:
            self.parts.append(TextPart(kind, self._read(text)))

    def write(self, kind: PartKind, text: str, answers: int | None = None) -> None:
        """Keep the author's words; the name that VK itself puts before an answer is no mention."""
        before = len(self.mentions)
        self.add(kind, text)
        if answers is not None and text.startswith((f"[id{answers}|", f"[club{-answers}|")):
            del self.mentions[before]

    def link(self, url: str) -> None:
        """Keep a target that the reader does not see in the text."""
        if url and url not in self.links:
            self.links.append(url)
            self.parts.append(TextPart(PartKind.LINK, url))

    def features(self) -> Features:
        """Return what was found beyond the words."""
        return Features(
            links=tuple(dict.fromkeys(self.links)),
            mentions=tuple(dict.fromkeys(self.mentions)),
            buttons=self.buttons,
            is_forward=self.is_forward,
            has_quote=self.has_quote,
            has_story=self.has_story,
        )

    def _read(self, text: str) -> str:
        hidden: list[str] = []

        def shown(match: re.Match[str]) -> str:
            target, label = match[1], match[2]
            if _ACCOUNT.match(target):
                self.mentions.append(target)
                return label
            if not _TARGET.match(target):
                return match[0]
            hidden.append(target)
            return label

        read = _MARKUP.sub(shown, text) if "|" in text else text
        for target in hidden:
            self.link(target)
        if "/" in read:
            self.links += _URL.findall(read)
        if "@" in read or "*" in read:
            self.mentions += _CALLED.findall(read)
        return read
