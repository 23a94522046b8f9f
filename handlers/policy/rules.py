"""Rules as data: what must hold, what is wanted then, and how far the rule is trusted.

`load` reads them from a file and `default` holds the built-in ones; `decide` asks them. The law
that tone only routes lives in `Rule` itself, so that no way of making one goes around it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final, Protocol

from handlers.policy.situation import Situation


class RuleMode(StrEnum):
    """How far a rule is trusted."""

    DRAFT = "draft"
    """Kept and checked, never asked."""
    SHADOW = "shadow"
    """Asked and recorded, changes nothing."""
    LIVE = "live"


NOTICES: Final = ("roll", "card", "alert")
"""Acts that show a message to people, mildest first."""
SANCTIONS: Final = ("delete", "mute", "ban")
"""Acts on the message or its author, mildest first."""
ALLOW: Final = "allow"
"""The act of a rule that only silences others."""
CATCH_UP: Final = "catch_up"
"""What notices become for a message that came late."""
PREFIXES: Final = ("label:", "route:")
"""Acts that carry a word of the policy's own."""
KINDS: Final = ("threat", "urgent", "spam", "toxicity", "negative", "question", "other")
"""What a rule can be about; where several tie, the first here names the verdict."""


class Condition(Protocol):
    """A question about a situation; True, False, or None where nothing is known."""

    mood: ClassVar[bool]
    """Whether the answer rests on sentiment or urgency: such a rule may never punish."""

    @property
    def code(self) -> str:
        """What held, as a code for cards and audit."""

    def holds(self, situation: Situation) -> bool | None:
        """Answer, by Kleene's three-valued logic."""


class MoodPunishesError(ValueError):
    """A rule whose conditions hold sentiment or urgency asks to delete, mute or ban."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold; none at all always hold."""

    mood: ClassVar[bool] = False
    parts: tuple[Condition, ...] = ()

    @property
    def code(self) -> str:
        """Never shown: the parts speak for it."""
        return "all"

    def holds(self, situation: Situation) -> bool | None:
        """False beats unknown, unknown beats True."""
        known = True
        for part in self.parts:
            answer = part.holds(situation)
            if answer is False:
                return False
            known = known and answer is not None
        return True if known else None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold."""

    mood: ClassVar[bool] = False
    parts: tuple[Condition, ...] = ()

    @property
    def code(self) -> str:
        """Never shown: the parts speak for it."""
        return "any"

    def holds(self, situation: Situation) -> bool | None:
        """True beats unknown, unknown beats False."""
        known = True
        for part in self.parts:
            answer = part.holds(situation)
            if answer is True:
                return True
            known = known and answer is not None
        return False if known else None


@dataclass(frozen=True, slots=True)
class Not:
    """The part must be known not to hold: silence of the classifier is no answer."""

    mood: ClassVar[bool] = False
    part: Condition

    @property
    def code(self) -> str:
        """The part's code, denied."""
        return f"not:{self.part.code}"

    def holds(self, situation: Situation) -> bool | None:
        """Turn True and False over; unknown stays unknown."""
        answer = self.part.holds(situation)
        return None if answer is None else not answer


def leaves(tree: Condition) -> Iterator[Condition]:
    """Yield the conditions of a tree that are no connectives, those under `not` too."""
    match tree:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield tree


def reasons(tree: Condition, situation: Situation) -> tuple[str, ...]:
    """Return the codes of what held, in the tree's order; a `not` speaks as one."""
    match tree:
        case AllOf(parts) | AnyOf(parts):
            found = [
                code for part in parts if part.holds(situation) for code in reasons(part, situation)
            ]
            return tuple(dict.fromkeys(found))
        case _:
            return (tree.code,) if tree.holds(situation) else ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One wish of the brand.

    Only `strict` rules, which are built in, delete by themselves; a sanction of any other rule is
    put to a person. A rule with `silences` takes the word from the rules it names.
    """

    name: str
    when: Condition
    acts: tuple[str, ...]
    kind: str = "other"
    mode: RuleMode = RuleMode.LIVE
    strict: bool = False
    silences: tuple[str, ...] = ()
    description: str = ""
    expires_at: int | None = None
    """UTC microseconds after which the rule is no longer asked."""

    def __post_init__(self) -> None:
        if self.sanctions and any(leaf.mood for leaf in leaves(self.when)):
            raise MoodPunishesError(self.name)

    @property
    def sanctions(self) -> tuple[str, ...]:
        """Those acts of the rule that punish."""
        return tuple(act for act in self.acts if act in SANCTIONS)


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules under one name; the revision is a hash of all that they say."""

    name: str
    rules: tuple[Rule, ...] = ()
    revision: str = field(init=False)

    def __post_init__(self) -> None:
        said = "\n".join(sorted(map(repr, self.rules)))
        object.__setattr__(self, "revision", hashlib.sha256(said.encode()).hexdigest()[:12])

    @property
    def identity(self) -> str:
        """Name and revision, as verdicts and audit carry them."""
        return f"{self.name}@{self.revision}"
