"""JSONL, CSV and lines of text: one row a line, faulty ones counted and named, never a crash."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.scan.rows import Fields, Reading, moment_of

_DELIMITERS = ",;\t|"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "message", "comment", "body", "content", "текст", "сообщение", "комментарий"),
    "id": ("id", "message_id", "ид"),
    "author": ("author", "author_id", "user", "user_id", "from_id", "from", "автор"),
    "date": ("date", "datetime", "created_at", "timestamp", "time", "дата"),
    "chat": ("chat", "chat_id", "channel", "чат"),
}


def jsonl_rows(lines: Iterable[str], reading: Reading) -> Iterator[Fields]:
    """Yield rows of `{"text", "id"?, "author"?, "date"?, "chat"?}`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            reading.broken(f"line {number}", "is not JSON")
            continue
        if not isinstance(found, dict) or not isinstance(found.get("text"), str):
            reading.broken(f"line {number}", "has no string `text`")
            continue
        yield _fields(number, found)


def _fields(number: int, found: Mapping[str, Any]) -> Fields:
    return Fields(
        line=number,
        text=found["text"],
        id=_word(found.get("id")),
        author=_word(found.get("author")),
        at=moment_of(found.get("date")),
        chat=_word(found.get("chat")),
    )


def _word(value: object) -> str:
    """Return an id as a word; of an object its own id or name."""
    if isinstance(value, dict):
        value = value.get("id", value.get("name"))
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Columns:
    """How a CSV file is written: its delimiter, and which column holds what."""

    delimiter: str
    at: Mapping[str, int]


def csv_dialect(text: str) -> Columns | None:
    """Return how a CSV is written, if its first line names a text column; None otherwise."""
    first = next((line for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        names = [
            name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])
        ]
        at = {
            field: names.index(known)
            for field, words in _NAMES.items()
            for known in words[:1] + tuple(word for word in words[1:] if words[0] not in names)
            if known in names
        }
        if "text" in at:
            return Columns(delimiter, at)
    return None


def csv_rows(lines: Iterable[str], reading: Reading) -> Iterator[Fields]:
    """Yield rows of a CSV whose first line names its columns, `text` among them."""
    csv.field_size_limit(min(sys.maxsize, 1 << 26))
    stream = iter(lines)
    first = next((line for line in stream if line.strip()), "")
    columns = csv_dialect(first)
    if columns is None:
        reading.broken("line 1", "names no column `text`")
        return
    table = csv.reader((line.replace("\0", "") for line in stream), delimiter=columns.delimiter)
    while True:
        number = table.line_num + 2
        try:
            row = next(table, None)
        except csv.Error:
            reading.broken(f"line {number}", "is not CSV")
            continue
        if row is None:
            return
        if not row:
            continue
        if len(row) <= columns.at["text"]:
            reading.broken(f"line {number}", "has too few columns")
            continue
        found = {name: row[at] for name, at in columns.at.items() if at < len(row) and row[at]}
        yield _fields(number, {"text": "", **found})


def text_rows(lines: Iterable[str], _reading: Reading) -> Iterator[Fields]:
    """Yield each line that is not empty as a message of somebody unknown."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Fields(number, line.strip("\r\n"))
