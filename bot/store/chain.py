"""The audit chain: a line's hash covers the line before it, so that none can change unseen."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.codec import canonical, pack
from models.audit import AuditLine

GENESIS = bytes(32)
"""What the first line of a chain follows."""

CHAIN = 0
"""One process writes one chain; several will write one a lane partition."""


@dataclass(slots=True)
class Head:
    """The last line of a chain."""

    seq: int = 0
    hash: bytes = GENESIS


def line_hash(prev_hash: bytes, place: tuple[int, int, int], line: AuditLine) -> bytes:
    """Return the hash of a line at `place`: workspace, chain, seq."""
    content = [*place, line.at, line.actor, line.act, line.entity, dict(line.codes)]
    return hashlib.sha256(prev_hash + canonical(content).encode()).digest()


def link(head: Head, workspace: int, line: AuditLine) -> Mapping[str, object]:
    """Return the row of a line that follows `head`, and move the head onto it."""
    prev_hash = head.hash
    head.seq += 1
    head.hash = line_hash(prev_hash, (workspace, CHAIN, head.seq), line)
    return {
        "workspace_id": workspace,
        "chain": CHAIN,
        "seq": head.seq,
        "at": line.at,
        "actor": line.actor,
        "act": line.act,
        "entity": line.entity,
        "codes": pack(dict(line.codes)),
        "prev_hash": prev_hash,
        "hash": head.hash,
    }
