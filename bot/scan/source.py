"""What a path holds, found out by looking: a file, zipped or gzipped, or a folder.

Names of files are only a hint; people send exports as they got them.
"""

import codecs
import gzip
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from bot.scan.rows import ScanError
from bot.scan.tables import csv_dialect, first_line

_HEAD_BYTES = 1 << 16
_TELEGRAM = re.compile(rb'"(?:messages|list|chats|personal_information)"\s*:\s*[\[{]')
_VK = re.compile(
    rb'"from_id"\s*:\s*-?\d|\A\s*\{\s*"(?:response|error)"\s*:|"items"\s*:\s*\[\s*[\]{]'
)
"""Numbers where Telegram Desktop writes `user123`, and the envelope of an answer of VK's."""
_HTML = re.compile(rb"\s*<(?:!doctype|html)", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_TABLES = (".csv", ".tsv")


class Format(StrEnum):
    """What can be read; AUTO looks at the content."""

    AUTO = "auto"
    TELEGRAM = "telegram"
    VK = "vk"
    JSONL = "jsonl"
    CSV = "csv"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Source:
    """One input; `open` may be called again for another pass, `size` counts bytes as opened."""

    name: str
    format: Format
    open: Callable[[], BinaryIO]
    size: int
    encoding: str


def find(path: Path, wanted: Format = Format.AUTO) -> list[Source]:
    """Return the inputs behind a path; raises ScanError with one line that says what to do."""
    if not path.exists():
        raise ScanError("no_file", file=str(path))
    try:
        return [_source(name, opener, size, wanted) for name, opener, size in _openers(path)]
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise ScanError("unreadable", file=str(path), why=type(error).__name__) from error


def _openers(path: Path) -> list[tuple[str, Callable[[], BinaryIO], int]]:
    if path.is_dir():
        found = sorted(path.rglob("result.json")) or sorted(path.rglob("*.json"))
        found = found or sorted(path.rglob("messages*.html"))
        if not found:
            raise ScanError("no_export", file=str(path))
        chosen = found if found[0].suffix == ".json" else found[:1]
        return [(str(one), lambda one=one: one.open("rb"), one.stat().st_size) for one in chosen]  # type: ignore[misc]
    if zipfile.is_zipfile(path):
        return _zipped(path)
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        # The size of what is inside is not known before it is read: 0, a bar without an end.
        return [(str(path), lambda: gzip.open(path, "rb"), 0)]  # type: ignore[return-value,list-item]
    return [(str(path), lambda: path.open("rb"), path.stat().st_size)]


def _zipped(path: Path) -> list[tuple[str, Callable[[], BinaryIO], int]]:
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
    named = [one for one in members if one.filename.rpartition("/")[2] == "result.json"]
    endings = (".jsonl", ".csv", ".txt", ".json")
    named = named or [one for one in members if one.filename.endswith(endings)]
    named = named or [one for one in members if one.filename.endswith((".html", ".htm"))][:1]
    if not named:
        raise ScanError("no_export", file=str(path))

    def opener(name: str) -> Callable[[], BinaryIO]:
        return lambda: zipfile.ZipFile(path).open(name)  # type: ignore[return-value]

    return [(f"{path}/{one.filename}", opener(one.filename), one.file_size) for one in named]


def _source(name: str, opener: Callable[[], BinaryIO], size: int, wanted: Format) -> Source:
    with opener() as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip():
        raise ScanError("empty", file=name)
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise ScanError("html", file=name)
    encoding = _encoding(head, name)
    text = head.decode(encoding, "replace")
    found = _format(name, head, text) if wanted is Format.AUTO else wanted
    if found is Format.CSV and csv_dialect(text) is None:
        raise ScanError("no_text_column", file=name, columns=first_line(text))
    return Source(name, found, opener, size, encoding)


def _encoding(head: bytes, name: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in head:
        raise ScanError("not_text", file=name)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head, final=len(head) < _HEAD_BYTES)
    except UnicodeDecodeError:
        return _legacy(head)
    return "utf-8-sig"


def _legacy(head: bytes) -> str:
    """Tell Windows Cyrillic from UTF-8 with a few broken bytes in it."""
    broken = head.decode("utf-8", "replace").count("\ufffd")
    return "cp1251" if broken * 50 > len(head) else "utf-8-sig"


def _format(name: str, head: bytes, text: str) -> Format:
    if _JSON.match(text.lstrip("\ufeff")) and _VK.search(head) and not _TELEGRAM.search(head):
        return Format.VK
    lines = [line for line in text.lstrip("\ufeff").splitlines()[:6] if line.strip()]
    if any(_is_row(line) for line in lines):
        return Format.JSONL
    if text.lstrip("\ufeff \t\r\n").startswith("{") and _TELEGRAM.search(head):
        return Format.TELEGRAM
    if _JSON.match(text.lstrip("\ufeff")):
        return _unknown_json(name, lines)
    table = csv_dialect(text) or name.lower().removesuffix(".gz").endswith(_TABLES)
    return Format.CSV if table else Format.TEXT


def _unknown_json(name: str, lines: list[str]) -> Format:
    """Tell JSONL whose first lines are faulty from JSON that is something else altogether."""
    rows = all(line.lstrip().startswith('{"') for line in lines)
    if rows and not any(_is_object(line) for line in lines):
        return Format.JSONL
    raise ScanError("other_json_in", file=name)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_row(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "text" in found
