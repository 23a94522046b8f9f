"""The numbers of a fine-tuning run; all of them go into its config and its model card."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

SHARES: Final = {"sentiment": 0.75, "toxicity": 0.25}
"""The heads that the layers are tuned for, and how often a text is drawn for each one's sake."""

LAYERS: Final = {"spam": (5,), "urgency": (5, 7), "intent": (5, 7)}
"""Heads that read other layers than the top one.

Spam of one chat is hardly like that of the next: what the base itself knows of words carries over,
what tuning adds does not (training/runs.md, E6).
"""


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
    layers: int = 7
    frozen: int = 5
    """Lower layers that stay as the base has them; embeddings always do."""
    kept: float = 0.85
    """Share of the tuned weights in the average with the base's (Wortsman et al. 2022, WiSE-FT)."""
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
