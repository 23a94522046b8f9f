"""Every question a rule may ask, by the name that policy files use; one file each.

To add one: write its dataclass in a file here, add its line to `CONDITIONS`, test it as a table.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from handlers.policy.conditions.author import Author
from handlers.policy.conditions.contains import Contains
from handlers.policy.conditions.edited import Edited
from handlers.policy.conditions.evidence import Evidence
from handlers.policy.conditions.forward import Forward
from handlers.policy.conditions.hour import Hour
from handlers.policy.conditions.language import Language
from handlers.policy.conditions.late import Late
from handlers.policy.conditions.letters import Letters
from handlers.policy.conditions.link_domain import LinkDomain
from handlers.policy.conditions.media import Media
from handlers.policy.conditions.newcomer import Newcomer
from handlers.policy.conditions.pattern import Pattern
from handlers.policy.conditions.place import Place
from handlers.policy.conditions.scheme import Scheme
from handlers.policy.conditions.sentiment import Sentiment
from handlers.policy.conditions.signal import Signal
from handlers.policy.conditions.spam import Spam
from handlers.policy.conditions.standing import Standing
from handlers.policy.conditions.toxicity import Toxicity
from handlers.policy.conditions.unknown import Unknown
from handlers.policy.conditions.urgency import Urgency
from handlers.policy.rules import Condition

CONDITIONS: Final[Mapping[str, type[Condition]]] = MappingProxyType(
    {
        "author": Author,
        "contains": Contains,
        "edited": Edited,
        "evidence": Evidence,
        "forward": Forward,
        "hour": Hour,
        "language": Language,
        "late": Late,
        "letters": Letters,
        "link_domain": LinkDomain,
        "media": Media,
        "newcomer": Newcomer,
        "pattern": Pattern,
        "place": Place,
        "scheme": Scheme,
        "sentiment": Sentiment,
        "signal": Signal,
        "spam": Spam,
        "standing": Standing,
        "toxicity": Toxicity,
        "unknown": Unknown,
        "urgency": Urgency,
    }
)
"""Name in policy files → condition; its fields carry their documentation as `metadata["doc"]`."""
