"""One line of the log that explains everything: ids, codes and numbers, never a text or a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what to which entity; the store adds seq, prev_hash and hash.

    `actor`: `rule:<name>`, `identity:<our id>`, `system`, `operator`. `entity`: a shown id such as
    `M-…`, or `kind:id`. `codes` hold codes, numbers and versions only, so that erasing a person
    leaves the chain whole.
    """

    at: int
    actor: str
    act: str
    entity: str
    codes: Mapping[str, str | int | float | bool | None] = field(default_factory=dict, hash=False)
