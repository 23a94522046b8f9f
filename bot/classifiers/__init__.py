"""The classifiers: which weights answer, and how texts reach them. Only here is torch at home.

`load` turns config into a classifier, `micro_batched` into the `Classifier` that handlers ask;
`batching` gathers calls across chats, `linear/` is the lane without torch, `transformer/` the one
with it, `hub/` serves a model of somebody else's, `stream` the command line.
"""

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.classifiers.batching import Engine, Limits, MicroBatcher
from bot.classifiers.errors import CheckpointError
from bot.classifiers.linear import checkpoint as linear_checkpoint
from bot.classifiers.linear.linear import LinearClassifier

if TYPE_CHECKING:
    from bot.classifiers.hub.model import HubClassifier
    from bot.classifiers.transformer.fused import FusedClassifier

    Loaded = LinearClassifier | FusedClassifier | HubClassifier

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

ENCODER: Final = "encoder.json"
"""The file by which a folder says that it holds a transformer lane."""

DEADLINE: Final = 2.0
"""Seconds after which the linear lane answers in place of both."""

_MODEL_ID: Final = re.compile(r"[\w.-]+/[\w.-]+")
"""`org/name`, as hubs name their models."""

_ENGINES: Final = ("auto", "linear", "transformer")


def load(
    checkpoint: str = "default",
    engine: str = "auto",
    root: Path = SHIPPED,
    labels: Mapping[str, str] | None = None,
) -> "Loaded":
    """Load and verify a checkpoint; raises CheckpointError with one line that says what to do.

    `checkpoint` is `default`, another name under `root`, a folder (absolute, or relative to the
    working directory), or a model id of a hub (`org/name`) with `labels` as `[classifier.labels]`
    has them; `engine` is `auto` (both lanes where their weights and torch are there), `linear` or
    `transformer`, as in config.toml.
    """
    if engine not in _ENGINES:
        raise CheckpointError(f"engine {engine!r} is unknown; known: {', '.join(_ENGINES)}")
    folder = root / checkpoint
    if not folder.is_dir():
        folder = Path(checkpoint)
    if _of_a_hub(checkpoint, folder):
        return _hub(str(folder) if folder.is_dir() else checkpoint, engine, root, labels or {})
    if not folder.is_dir():
        raise CheckpointError(
            f"checkpoint {checkpoint!r} is neither under {root} nor a folder nor a model id "
            '(org/name); checkpoint = "default" takes the shipped one'
        )
    linear = LinearClassifier(linear_checkpoint.load(folder))
    return _fused(folder, linear, engine) or linear


def _of_a_hub(checkpoint: str, folder: Path) -> bool:
    if folder.is_dir():
        return (folder / "config.json").is_file() and not (folder / "manifest.json").is_file()
    return _MODEL_ID.fullmatch(checkpoint) is not None


def _hub(model: str, engine: str, root: Path, labels: Mapping[str, str]) -> "HubClassifier":
    if engine == "linear":
        raise CheckpointError(f'{model} is no linear checkpoint; set engine = "auto" to serve it')
    lacks = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    if lacks:
        raise CheckpointError(
            f"{' and '.join(lacks)} must be installed to serve {model}; install as the README says "
            '(make install), or set checkpoint = "default"'
        )
    # transformers takes seconds: only for those who ask for one of its models.
    from bot.classifiers.hub.model import load as load_hub  # noqa: PLC0415

    return load_hub(model, labels, LinearClassifier(linear_checkpoint.load(root / "default")))


def _fused(folder: Path, linear: LinearClassifier, engine: str) -> "FusedClassifier | None":
    """Return both lanes of `folder`; None where the linear one is to answer alone."""
    if engine == "linear":
        return None
    lacks = ""
    if not (folder / ENCODER).is_file():
        lacks = f"{folder} holds no transformer lane (no {ENCODER})"
    elif importlib.util.find_spec("torch") is None:
        lacks = "torch is not installed; install it as the README says (make install)"
    if lacks and engine == "transformer":
        raise CheckpointError(f'{lacks}; or set engine = "linear", which serves without it')
    if lacks:
        return None
    # torch takes a second and a quarter of a gigabyte: only for those who have its weights.
    from bot.classifiers.transformer.fused import load as load_fused  # noqa: PLC0415

    return load_fused(folder, linear)


def micro_batched(classifier: "Loaded", limits: Limits | None = None) -> MicroBatcher:
    """Put a micro-batcher in front of `classifier`; its owner must run `MicroBatcher.run`.

    Both lanes together answer on a thread, and the linear one stands in where they are too slow.
    """
    slow = not isinstance(classifier, LinearClassifier)
    stand_in = None if isinstance(classifier, LinearClassifier) else classifier.linear.judge
    engine = Engine(classifier.checkpoint, classifier.judge, classifier.explain, slow, stand_in)
    return MicroBatcher(engine, limits or (Limits(deadline=DEADLINE) if slow else Limits()))
