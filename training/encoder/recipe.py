"""The numbers of a fine-tuning run; all of them go into its config and its model card."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

HEADS: Final = {"sentiment": 3, "toxicity": 1, "spam": 1, "urgency": 1}
"""Outputs of each head: softmax for tones, a logit of yes for the others."""

SHARES: Final = {"sentiment": 0.55, "toxicity": 0.2, "spam": 0.15, "urgency": 0.1}
"""How often a text is drawn for each head's sake; whatever else it teaches is learned too."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run does; two runs of one recipe on one data folder give the same weights."""

    steps: int
    """Batches; picked once from a budget in minutes and written down."""
    tokens: int = 1_200
    """Tokens of a batch, padding counted."""
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    warm_up: float = 0.04
    smoothing: float = 0.05
    dropout: float = 0.1
    layers: int = 6
    longest: int = 96
    seed: int = 1
    left_out: tuple[str, ...] = ()
    """Sources that nothing is learned from, for probes of transfer."""

    def save(self, folder: Path) -> None:
        """Write the run's config."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "recipe.json").write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Recipe":
        """Read the config of a run that is to go on."""
        found = json.loads((folder / "recipe.json").read_text("utf-8"))
        return cls(**{**found, "left_out": tuple(found["left_out"])})
