"""Logs: one JSON object a line, readable lines on a terminal; ids and codes only, at any level.

Our own records say a constant word and carry ids as `extra=` fields. Of other people's libraries
only the name, the level and the template are kept, since their arguments may quote what somebody
wrote; of their exceptions only the type and the place. Redaction of tokens is the last line.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from typing import TextIO

from typing_extensions import override

_OURS = ("bot", "handlers", "models")
_QUIET = ("aiogram", "aiohttp.access", "asyncio", "sqlalchemy", "aiosqlite", "alembic")
_TOKENS = re.compile(
    r"\d{5,}:[A-Za-z0-9_-]{20,}"  # Bot API
    r"|vk1\.a\.[A-Za-z0-9_-]+"  # VK
    r"|(?<=access_token=)[^&\s\"']+"
)
_MOST_CAUSES = 8
_REDACTED = "[redacted]"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(
    secrets: Iterable[str] = (), stream: TextIO | None = None, level: int = logging.INFO
) -> None:
    """Send all logs to `stream` (stderr without one); `secrets` are redacted everywhere."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    style = TerminalFormatter if out.isatty() else JsonFormatter
    handler.setFormatter(style(secrets))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Formatter(logging.Formatter):
    """What both ways of writing share: which words are kept, and redaction."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        known = sorted((re.escape(one) for one in secrets if one), key=len, reverse=True)
        self._secrets = re.compile("|".join([*known, _TOKENS.pattern]))

    def redacted(self, line: str) -> str:
        return self._secrets.sub(_REDACTED, line)


class JsonFormatter(_Formatter):
    """One JSON object a line."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": round(record.created, 3),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **_extra(record),
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = error_words(record.exc_info[1])
        return self.redacted(json.dumps(entry, ensure_ascii=False, default=str))


class TerminalFormatter(_Formatter):
    """A line for people: time, level, event, fields."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _extra(record).items())
        line = (
            f"{self.formatTime(record, '%H:%M:%S')} {record.levelname:<7} {_event(record)} {fields}"
        )
        if record.exc_info and record.exc_info[1]:
            line += "".join(f"\n    {part}" for part in error_words(record.exc_info[1]))
        return self.redacted(line.rstrip())


def error_words(error: BaseException) -> list[str]:
    """Name an exception and its causes by type and place; messages only of our own types."""
    words: list[str] = []
    chain: BaseException | None = error
    while chain is not None and len(words) < _MOST_CAUSES:
        frames = traceback.extract_tb(chain.__traceback__)[-3:]
        places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        said = f": {chain}" if _is_ours(type(chain).__module__) else ""
        words.append(f"{type(chain).__name__}{said} at {places or '-'}")
        if isinstance(chain, BaseExceptionGroup):
            words += [word for part in chain.exceptions[:4] for word in error_words(part)]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return words


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in _OURS


def _event(record: logging.LogRecord) -> str:
    if _is_ours(record.name):
        return record.getMessage()
    return str(record.msg).splitlines()[0][:200] if record.msg else ""


def _extra(record: logging.LogRecord) -> dict[str, object]:
    if not _is_ours(record.name):
        return {}
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
