"""Canonical text to token ids: what a stranger writes is only ever text.

Masks become the words that e5 was taught for them; pieces that would be control tokens (`</s>`,
`<mask>`) are broken apart, and emoji newer than the vocabulary (2019) stand as older ones.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

from handlers.canonical.masks import EMAIL, PHONE, URL, USER

LONGEST: Final = 128
"""Tokens of one text that are read, `<s>` and `</s>` among them."""

_WORDS: Final = {URL: " http ", USER: " @user ", EMAIL: " email ", PHONE: " телефон "}
_CONTROL: Final = re.compile(r"<(?=/?(?:s|pad|unk|mask)>)")
_NEWER: Final = str.maketrans(
    dict(zip("🥺🗿🤧🥲🤡🤮🤯🤬🥳🥰🥱🤍🤎", "😢😐😷😢💩😷😱😡🎉😍😴❤❤", strict=True))
)


class Tokens:
    """One tokenizer; safe to use from one thread at a time."""

    def __init__(self, file: Path, longest: int = LONGEST) -> None:
        """Load tokenizer.json; texts are cut at `longest` tokens."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of canonical texts, `<s>` first and `</s>` last."""
        encodings = self._tokenizer.encode_batch([readable(text) for text in texts])
        return [encoding.ids for encoding in encodings]


def readable(text: str) -> str:
    """Return canonical text in the words that the vocabulary has."""
    if "<" in text:
        for mask, word in _WORDS.items():
            text = text.replace(mask, word)
        text = _CONTROL.sub("< ", text)
    return text if text.isascii() else text.translate(_NEWER)
