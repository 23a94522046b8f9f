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
            reading.broken("line_json", number)
            continue
        if not isinstance(found, dict) or not isinstance(found.get("text"), str):
            reading.broken("line_text", number)
            continue
        yield _fields(number, found, _word(found.get(reading.label_column)))


def _fields(number: int, found: Mapping[str, Any], label: str) -> Fields:
    return Fields(
        line=number,
        text=found["text"],
        id=_word(found.get("id")),
        author=_word(found.get("author")),
        at=moment_of(found.get("date")),
        chat=_word(found.get("chat")),
        label=label,
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
    first = first_line(text)
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        names = _names(first, delimiter)
        at = {
            field: names.index(known)
            for field, words in _NAMES.items()
            for known in words[:1] + tuple(word for word in words[1:] if words[0] not in names)
            if known in names
        }
        if "text" in at:
            return Columns(delimiter, at)
    return None


def _names(head: str, delimiter: str) -> list[str]:
    return [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]


def _label_at(head: str, delimiter: str, wanted: str) -> slice:
    """Return where a row has its label; an empty slice where there is no such column."""
    names = _names(head.lstrip("\ufeff").strip(), delimiter)
    at = names.index(wanted.lower()) if wanted.lower() in names else -1
    return slice(max(at, 0), at + 1)


def first_line(text: str) -> str:
    """Return the first line that is not empty."""
    lines = text.lstrip("\ufeff").splitlines()
    return next((line.strip() for line in lines if line.strip()), "")


def csv_rows(lines: Iterable[str], reading: Reading) -> Iterator[Fields]:
    """Yield rows of a CSV whose first line names its columns, `text` among them."""
    csv.field_size_limit(min(sys.maxsize, 1 << 26))
    stream = iter(lines)
    first = next((line for line in stream if line.strip()), "")
    columns = csv_dialect(first)
    if columns is None:
        reading.broken("line_head", 1)
        return
    label = _label_at(first, columns.delimiter, reading.label_column)
    table = csv.reader((line.replace("\0", "") for line in stream), delimiter=columns.delimiter)
    while True:
        number = table.line_num + 2
        try:
            row = next(table, None)
        except csv.Error:
            reading.broken("line_csv", number)
            continue
        if row is None:
            return
        if not row:
            continue
        if len(row) <= columns.at["text"]:
            reading.broken("line_columns", number)
            continue
        found = {name: row[at] for name, at in columns.at.items() if at < len(row) and row[at]}
        yield _fields(number, {"text": "", **found}, "".join(row[label]))


def text_rows(lines: Iterable[str], _reading: Reading) -> Iterator[Fields]:
    """Yield each line that is not empty as a message of somebody unknown."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Fields(number, line.strip("\r\n"))
