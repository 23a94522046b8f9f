"""Lines of the audit chain as handlers write them: ids, codes and numbers, never a text or a name.

A person appears as a number made from the identity's key, so that the chain needs no platform id
and stays whole when a person is erased.
"""

import functools
import hashlib

from models.audit import AuditLine
from models.effects import WriteAudit
from models.ids import Kind, show

Code = str | int | float | bool | None

SYSTEM = "system"


@functools.lru_cache(maxsize=4096)
def person_number(identity_key: str) -> int:
    """Return the 63-bit number by which an identity is named in audit, cases and labels."""
    digest = hashlib.blake2b(identity_key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def person(identity_key: str) -> str:
    """Return a person as an audit actor."""
    return f"identity:{person_number(identity_key)}"


def line(at: int, actor: str, act: str, entity: str, **codes: Code) -> WriteAudit:
    """Return one audit line to be written."""
    return WriteAudit(AuditLine(at=at, actor=actor, act=act, entity=entity, codes=codes))


def message_word(key: int) -> str:
    """Return a message as people and audit lines name it."""
    return show(Kind.MESSAGE, key)


def case_word(key: int) -> str:
    """Return a case as people and audit lines name it."""
    return show(Kind.CASE, key)


def action_word(key: int) -> str:
    """Return an action as people and audit lines name it."""
    return show(Kind.ACTION, key)
