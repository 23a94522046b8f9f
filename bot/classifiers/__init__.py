"""The classifiers: which weights answer, and how texts reach them. Only here is torch at home.

`load` turns config into the `Classifier` that handlers ask; `batching` gathers calls across
chats, `linear/` is the lane without torch, `stream` serves the command line.
"""

from pathlib import Path
from typing import Final

from bot.classifiers.batching import Engine, Limits, MicroBatcher
from bot.classifiers.errors import CheckpointError
from bot.classifiers.linear import checkpoint as linear_checkpoint
from bot.classifiers.linear.linear import LinearClassifier

__all__ = [
    "CheckpointError",
    "Limits",
    "LinearClassifier",
    "MicroBatcher",
    "load",
    "micro_batched",
]

SHIPPED: Final = Path(__file__).parents[2] / "checkpoints"
"""Where the checkpoints lie that came with this version."""

_ENGINES: Final = ("auto", "linear", "transformer")


def load(
    checkpoint: str = "default", engine: str = "auto", root: Path = SHIPPED
) -> LinearClassifier:
    """Load and verify a checkpoint; raises CheckpointError with one line that says what to do.

    `checkpoint` is `default`, another name under `root`, or a folder (absolute, or relative to the
    working directory); `engine` is `auto`, `linear` or `transformer`, as in config.toml.
    """
    if engine not in _ENGINES:
        raise CheckpointError(f"engine {engine!r} is unknown; known: {', '.join(_ENGINES)}")
    if engine == "transformer":
        raise CheckpointError(
            'the transformer engine is not in this version; set engine = "linear" (or "auto"), '
            "which needs no torch and serves every head"
        )
    folder = root / checkpoint
    if not folder.is_dir():
        folder = Path(checkpoint)
    if not folder.is_dir():
        raise CheckpointError(
            f"checkpoint {checkpoint!r} is neither under {root} nor a folder; models of a hub are "
            'not served in this version: set checkpoint = "default"'
        )
    return LinearClassifier(linear_checkpoint.load(folder))


def micro_batched(classifier: LinearClassifier, limits: Limits | None = None) -> MicroBatcher:
    """Put a micro-batcher in front of `classifier`; its owner must run `MicroBatcher.run`."""
    engine = Engine(classifier.checkpoint, classifier.judge, classifier.explain)
    return MicroBatcher(engine, limits)
