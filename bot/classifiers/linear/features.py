"""Texts as hashed n-grams: what the linear lane sees, in training and at run time alike.

A batch is one array of code points; every n-gram of it is a difference of one running polynomial
sum, so nothing loops over characters in Python. All arithmetic is on integers: the same text has
the same buckets on every machine. `checkpoint.py` holds the weights of the buckets, `linear.py`
adds them up. Raise REVISION with any change that changes a bucket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from handlers.canonical import MASKS, Canonical

REVISION: Final = 1
"""Revision of the features; weights of another one are refused."""

ORDERS: Final = 6
"""Buckets per position: characters by 2, 3, 4 and 5, one word, two words."""

LONGEST: Final = 2000
"""Characters of a text that are read; people do not write more than that into a comment."""

_CHARACTERS: Final = (2, 3, 4, 5)
_ONE_WORD: Final = 4
_TWO_WORDS: Final = 5
_SPACE: Final = 32
_BMP: Final = 0x10000
_BASE: Final = 0x9E3779B97F4A7C15
_BASE_INVERSE: Final = pow(_BASE, -1, 1 << 64)
_STIR: Final = np.uint64(0xD6E8FEB86659FD93)
_PAIR: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF: Final = np.uint64(32)
_MASK_AREA: Final = 0xE000
_CODE_AREA: Final = 0xE100
_AREA_END: Final = 0xF900
_OBFUSCATIONS: Final = (
    "dotted",
    "emoji_letters",
    "leet",
    "lookalikes",
    "small_caps",
    "spaced",
    "stretched",
    "zero_width",
)
# A mask and an obfuscation are each one character of the private area: a word of its own.
_MASK_WORDS: Final = {word: chr(_MASK_AREA + at) for at, word in enumerate(MASKS)}
_CODE_WORDS: Final = {code: chr(_CODE_AREA + at) for at, code in enumerate(_OBFUSCATIONS)}

Buckets = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Grams:
    """The buckets of a batch: one row per character, `ORDERS` columns, text after text."""

    buckets: Buckets
    """Bucket numbers; `1 << bits` stands for "no n-gram here" and weighs nothing."""
    starts: NDArray[np.intp]
    """Row at which each text starts; every text has at least one row."""
    spaces: NDArray[np.bool_]
    """Rows that hold a space; the first row of a text is one."""


def grams(texts: Sequence[Canonical], bits: int) -> Grams:
    """Hash all n-grams of `texts` into `1 << bits` buckets; `texts` must not be empty."""
    prepared = [_prepare(text) for text in texts]
    lengths = np.fromiter((len(text) + 1 for text in prepared), np.intp, len(prepared))
    starts = np.cumsum(lengths) - lengths
    joined = " " + " ".join(prepared) + " "
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    page = _Page.read(codes)
    rows = len(codes) - 1
    buckets = np.full((rows, ORDERS), 1 << bits, np.int32)
    _characters(buckets, page, bits)
    _words(buckets, page, starts, bits)
    return Grams(buckets, starts, page.spaces[:rows])


@dataclass(frozen=True, slots=True)
class _Page:
    """All characters of a batch with the running sums from which any stretch is hashed."""

    spaces: NDArray[np.bool_]
    words: NDArray[np.bool_]
    sums: NDArray[np.uint64]
    inverses: NDArray[np.uint64]

    @classmethod
    def read(cls, codes: NDArray[np.uint32]) -> "_Page":
        low = np.minimum(codes, _BMP - 1)
        basic = codes < _BMP
        seen = np.where(basic, _FOLD[low], codes).astype(np.uint64)
        powers, inverses = _powers(len(codes))
        sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(seen * powers, out=sums[1:])
        return cls(codes == _SPACE, _WORD[low] & basic, sums, inverses)

    def hashes(
        self, first: NDArray[np.intp] | slice, after: NDArray[np.intp] | slice
    ) -> NDArray[np.uint64]:
        """Return hashes of the stretches `first` to `after`, wherever they stand."""
        shifted: NDArray[np.uint64] = self.sums[after] - self.sums[first]
        return shifted * self.inverses[first]


def _characters(buckets: Buckets, page: _Page, bits: int) -> None:
    before = np.zeros(len(page.spaces) + 1, np.int32)
    np.cumsum(page.spaces, out=before[1:])
    for column, order in enumerate(_CHARACTERS):
        fit = len(page.spaces) - order + 1
        if fit < 1:
            return
        hashes = page.hashes(slice(fit), slice(order, order + fit))
        # A space may begin or end an n-gram, so that it knows the edges of words; not be inside.
        whole = before[order - 1 : order - 1 + fit] == before[1 : 1 + fit]
        buckets[:fit, column] = np.where(whole, _bucket(hashes, bits, order), 1 << bits)


def _words(buckets: Buckets, page: _Page, starts: NDArray[np.intp], bits: int) -> None:
    edges = np.diff(page.words.astype(np.int8), prepend=0, append=0)
    first, after = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    hashes = page.hashes(first, after)
    buckets[first, _ONE_WORD] = _bucket(hashes, bits, _ONE_WORD + 2)
    text = np.searchsorted(starts, first, side="right")
    together = text[:-1] == text[1:]
    pairs = (hashes[:-1] * _PAIR + hashes[1:])[together]
    buckets[first[:-1][together], _TWO_WORDS] = _bucket(pairs, bits, _TWO_WORDS + 2)


def _bucket(hashes: NDArray[np.uint64], bits: int, order: int) -> NDArray[np.int32]:
    stirred = (hashes + np.uint64(order)) * _STIR
    stirred ^= stirred >> _HALF
    stirred *= _STIR
    stirred >>= np.uint64(64 - bits)
    return stirred.astype(np.int32)


def _prepare(text: Canonical) -> str:
    words = text.text[:LONGEST]
    if "<" in words:
        for mask, character in _MASK_WORDS.items():
            words = words.replace(mask, character)
    for code in sorted(text.obfuscations):
        words += " " + _CODE_WORDS[code]
    return words


def _fold_table() -> NDArray[np.uint32]:
    table = np.arange(_BMP, dtype=np.uint32)
    table[ord("0") : ord("9") + 1] = ord("0")
    table[ord("ё")] = ord("е")
    return table


def _word_table() -> NDArray[np.bool_]:
    return np.fromiter(
        (chr(code).isalnum() or _MASK_AREA <= code < _AREA_END for code in range(_BMP)),
        np.bool_,
        _BMP,
    )


def _running(factor: int, length: int) -> NDArray[np.uint64]:
    factors = np.full(length, factor, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


_FOLD: Final = _fold_table()
_WORD: Final = _word_table()
_READY: Final = 1 << 15
_POWERS: Final = _running(_BASE, _READY)
_INVERSES: Final = _running(_BASE_INVERSE, _READY)


def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    if length <= _READY:
        return _POWERS[:length], _INVERSES[:length]
    return _running(_BASE, length), _running(_BASE_INVERSE, length)
