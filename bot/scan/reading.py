"""All rows of a path, whatever it holds, with how far the reading has come."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from typing_extensions import override

from bot.scan.order import in_order
from bot.scan.rows import Fields, Joined, Reading, Row
from bot.scan.source import Format, Source, find
from bot.scan.tables import csv_rows, jsonl_rows, text_rows
from bot.scan.telegram import telegram_rows
from bot.scan.vk import vk_rows

_READERS = {Format.JSONL: jsonl_rows, Format.CSV: csv_rows, Format.TEXT: text_rows}
_CHUNK = 1 << 16
Advance = Callable[[int], None]
"""Called with the bytes read since the last call."""


class Metered(io.RawIOBase):
    """A file that tells how much of it has been read."""

    def __init__(self, file: BinaryIO, advance: Advance) -> None:
        """Take the file and whom to tell."""
        super().__init__()
        self._file = file
        self._advance = advance

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        self._advance(len(found))
        return len(found)

    @override
    def close(self) -> None:
        self._file.close()
        super().close()


def read_path(
    path: Path, wanted: Format, reading: Reading, advance: Advance
) -> Iterator[Row | Joined]:
    """Yield everything that a path holds, in the order of dates; raises ScanError."""
    sources = find(path, wanted)
    answers = [source for source in sources if source.format is Format.VK]
    if answers:
        reading.formats[Format.VK] += len(answers)
        yield from vk_rows([lambda one=one: _metered(one, advance) for one in answers], reading)  # type: ignore[misc]
    for source in sources:
        if source.format is Format.VK:
            continue
        reading.formats[source.format] += 1
        if source.format is Format.TELEGRAM:
            yield from telegram_rows(lambda one=source: _metered(one, advance), reading)  # type: ignore[misc]
        else:
            yield from _table(source, reading, advance)


def total_bytes(path: Path, wanted: Format) -> int:
    """Return how many bytes there are to read, about; 0 where that is not known."""
    return sum(source.size * _passes(source) for source in find(path, wanted))


def _passes(source: Source) -> int:
    """Dates are looked at first where rows may carry them."""
    return 2 if source.format in {Format.JSONL, Format.CSV} else 1


def _table(source: Source, reading: Reading, advance: Advance) -> Iterator[Row]:
    reader = _READERS[source.format]

    def rows(into: Reading) -> Iterator[Fields]:
        with _metered(source, advance) as file:
            lines = io.TextIOWrapper(file, source.encoding, "replace", newline="")
            yield from reader(lines, into)

    if source.format is Format.TEXT:
        yield from (one.row() for one in rows(reading))
        return
    passes = iter(
        (Reading(label_column=reading.label_column), reading)
    )  # what the first pass could not read is told by the second
    yield from (one.row() for one in in_order(lambda: rows(next(passes))))


def _metered(source: Source, advance: Advance) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(Metered(source.open(), advance), _CHUNK))
