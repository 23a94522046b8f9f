"""Reads the sets, and decides once for every row whether it teaches, calibrates or measures.

A row's part hangs on a key made of its letters alone, so that near-duplicates never stand on both
sides. What a test or dev split holds is never learned, in whichever set it turns up again.
"""

import ast
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handlers.canonical import Canonical, canonicalise
from training.seeds import CALM, URGENT
from training.sets import BY_NAME, FORBIDDEN_IN_LICENCE, SEEDS, Source

_LETTERS: Final = re.compile(r"[\W\d_]+")
_MENTION: Final = re.compile(r"@\w+|\[(?:id|club)\d+\|[^\]]*\]")
_LONG: Final = 60
# Some sets were exported with their line ends and hard spaces spelled out.
_SPELLED: Final = {"\\n": "\n", "\\r": "\n", "\\t": " ", "\\xa0": " ", "\\u2019": "'"}
_CALIBRATE_BELOW: Final = 13
_HELD_BELOW: Final = 26


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text and the part it plays."""

    source: str
    text: Canonical
    label: str
    part: str
    """`fit`, `calibrate`, `held` (own check), `dev` or `test` (the set's own splits)."""
    key: str
    lang: str
    mark: str = ""
    """`fingerprint` of the text as the set has it: by it hand-made labels find their row."""


class NotForFitting(ValueError):
    """A set whose licence keeps it out of shipped weights was asked for."""


def for_fitting(names: Iterable[str]) -> list[Source]:
    """Return the sources of `names`; raises NotForFitting on one that may only be measured."""
    sources = [BY_NAME[name] for name in names]
    for source in sources:
        forbidden = [word for word in FORBIDDEN_IN_LICENCE if word in source.licence]
        if source.use != "fit" or forbidden:
            raise NotForFitting(f"{source.name} ({source.licence}) is for measuring only")
    return sources


def read(data: Path, names: Iterable[str]) -> list[Row]:
    """Read the sets `names` under `data`; a set whose file is not there is left out."""
    apart = kept_apart(data)
    rows = [row for name in names for row in _rows(data / f"{name}.jsonl.gz", name, apart)]
    measured = {key for row in rows if row.part != "fit" for key in keys(row)}
    return [row for row in rows if row.part != "fit" or not measured.intersection(keys(row))]


def seeds() -> list[Row]:
    """Return the sentences written for the urgency head, all of them for learning."""
    rows = []
    for label, texts in (("urgent", URGENT), ("none", CALM)):
        for text in texts:
            form = canonicalise(text)
            rows.append(Row(SEEDS, form, label, "fit", _LETTERS.sub("", form.text), "und"))
    return rows


def keys(row: Row) -> tuple[str, ...]:
    """Return what a near-duplicate of `row` shares with it."""
    return (row.key, row.key[:_LONG]) if len(row.key) >= _LONG else (row.key,)


def raw(data: Path, name: str) -> Iterator[dict[str, str]]:
    """Read the rows of a set as its file has them; nothing if the file is not there."""
    yield from _records(data / f"{name}.jsonl.gz")


def texts(data: Path, name: str, but: frozenset[str]) -> Iterator[str]:
    """Read the original texts of a set, without rows of the labels `but`."""
    for row in raw(data, name):
        if row["label"] not in but:
            yield _meant(row["text"])


def _rows(path: Path, name: str, apart: frozenset[str]) -> Iterator[Row]:
    for row in _records(path):
        mark = fingerprint(row["text"])
        if mark not in apart:
            yield _row(name, row, mark)


def _records(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _row(name: str, row: Mapping[str, str], mark: str) -> Row:
    form = canonicalise(_meant(row["text"]))
    key = _LETTERS.sub("", form.text) or form.text
    label = row["label3"] if "label3" in row else row["label"]
    lang = row.get("lang", "und")
    return Row(name, form, label or "", _part(row["split"], key), key, lang, mark)


def _meant(text: str) -> str:
    if text.startswith("[") and "'type': " in text:
        text = _exported(text)
    if "\\" in text:
        for spelled, meant in _SPELLED.items():
            text = text.replace(spelled, meant)
    return text


def _exported(text: str) -> str:
    # A message of Telegram's own export: a list of words and of entities with their words.
    try:
        parts = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
    return "".join(part if isinstance(part, str) else part["text"] for part in parts)


def _part(split: str, key: str) -> str:
    if split != "train":
        return "dev" if split == "dev" else "test"
    first = hashlib.sha1(key[:_LONG].encode("utf-8", "replace"), usedforsecurity=False).digest()[0]
    if first < _CALIBRATE_BELOW:
        return "calibrate"
    return "held" if first < _HELD_BELOW else "fit"


def fingerprint(text: str) -> str:
    """Return the mark by which rows kept apart are known, as the data's own notes define it."""
    folded = " ".join(_MENTION.sub("@user", text).split())
    return hashlib.sha1(folded.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:10]


def kept_apart(data: Path) -> frozenset[str]:
    """Return the marks of the rows that nobody here may label or learn from."""
    path = data / "urgency_heldout.sha1"
    return frozenset(path.read_text("utf-8").split()) if path.exists() else frozenset()
