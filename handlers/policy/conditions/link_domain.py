"""Where links lead, hidden ones too.

`t.me` asks for exactly this domain and everything under it, `shop.example` likewise.
"""

from dataclasses import dataclass
from typing import ClassVar

from handlers.checks.links import domains
from handlers.policy.conditions.options import option
from handlers.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class LinkDomain:
    """At least one link leads to one of these domains or below it."""

    mood: ClassVar[bool] = False
    domains: tuple[str, ...] = option("domains without scheme, for instance example.org")

    def __post_init__(self) -> None:
        for domain in self.domains:
            if "/" in domain or "." not in domain:
                raise ValueError(f"{domain!r} is no domain: give it without scheme and path")

    @property
    def code(self) -> str:
        """`link_domain` and the domains asked for."""
        return "link_domain:" + "|".join(self.domains)

    def holds(self, situation: Situation) -> bool | None:
        """Compare the domains of all links; always known."""
        return any(
            seen == asked or seen.endswith(f".{asked}")
            for seen in domains(situation.message)
            for asked in (domain.lower() for domain in self.domains)
        )
