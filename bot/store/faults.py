"""Puts a database's complaint into the three words that the process understands.

The driver's own words may quote values; only codes and column names travel on, the original stays
chained as the cause for a debugger.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot.ports import FullError, RejectedError, StaleError, StoreError

WRITE_FAULTS = (SQLAlchemyError, ValueError, TypeError, ArithmeticError, LookupError, StoreError)
"""What writing one event's records may raise: the database, and values it cannot hold."""

_NOT_NOW = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        # A damaged file is a matter for the operator, and no fault of the event at hand.
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
_RACED = ("message.", "message_version.", "case_.")


def told(error: BaseException) -> StoreError:
    """Return the storage error that `error` amounts to."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, DBAPIError):
        return _told_by_database(error)
    return RejectedError(f"records cannot be written: {type(error).__name__}")


def not_now(error: BaseException) -> bool:
    """Tell whether nothing at all can be written at the moment."""
    return isinstance(told(error), FullError)


def _told_by_database(error: DBAPIError) -> StoreError:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
    if code in _NOT_NOW:
        return FullError(f"nothing can be written now: {name}")
    # SQLite names the columns of a broken key, never their values.
    if isinstance(error, IntegrityError) and any(where in str(error.orig) for where in _RACED):
        return StaleError(f"somebody else was first: {name}")
    return RejectedError(f"records cannot be written: {name}")
