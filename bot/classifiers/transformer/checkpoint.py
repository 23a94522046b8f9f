"""The files of the transformer lane: written, verified, and named by their hash.

They lie beside the linear lane's, in one folder: `encoder.json` (this manifest), the packed
weights and the tokenizer. The manifest names the linear lane it was fused with, the form of the
text its encoder reads, and the SHA-256 of both files; the manifest's own hash is the checkpoint's
name in every verdict. `fused` answers with what is read here.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.classifiers.errors import CheckpointError
from bot.classifiers.linear import checkpoint as linear
from handlers import canonical

MANIFEST: Final = "encoder.json"
WEIGHTS: Final = "encoder.safetensors"
TOKENIZER: Final = "tokenizer.json"

HEADS: Final = {**linear.HEADS, "intent": 4}
"""Outputs per head, in the order of the columns; the linear lane has no intent."""

READS: Final = "cased"
"""The form of the text that the encoder was taught: `Canonical.cased`."""

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Fusion:
    """A head's last step: `linear * its logits + encoder * its logits + shifts`."""

    linear: float
    encoder: float
    shifts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the transformer lane is made of."""

    linear_lane: str
    """Name and hash of the linear lane that the fusion was fitted with."""
    heads: Mapping[str, Sequence[int]]
    """The layers that each head of the encoder reads, in the order of its logits."""
    fusion: Mapping[str, Fusion]
    longest: int
    """Tokens of a text that are read."""
    name: str = "fused@unsaved"


def save(manifest: Manifest, folder: Path) -> str:
    """Write the manifest beside weights and tokenizer; returns the checkpoint's name."""
    body = {
        "format": _FORMAT,
        "engine": "transformer",
        "reads": READS,
        "canonical_revision": canonical.REVISION,
        "linear": manifest.linear_lane,
        "heads": {head: list(layers) for head, layers in manifest.heads.items()},
        "fusion": {head: asdict(fused) for head, fused in manifest.fusion.items()},
        "longest": manifest.longest,
        "weights_sha256": _sha256(folder / WEIGHTS),
        "tokenizer_sha256": _sha256(folder / TOKENIZER),
    }
    text = json.dumps(body, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, "utf-8")
    return _name(text)


def load(folder: Path, lane: str) -> Manifest:
    """Read and verify the manifest in `folder`; raises CheckpointError with what to do.

    `lane` is the name of the linear lane that was loaded from the same folder.
    """
    try:
        text = (folder / MANIFEST).read_text("utf-8")
        found: dict[str, Any] = json.loads(text)
        _verify(found, folder, lane)
        return Manifest(
            linear_lane=lane,
            heads={head: tuple(map(int, layers)) for head, layers in found["heads"].items()},
            fusion={head: _fusion(fused) for head, fused in found["fusion"].items()},
            longest=int(found["longest"]),
            name=_name(text),
        )
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CheckpointError(f"no readable transformer lane in {folder}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError(f"{folder / MANIFEST} is not whole: {error!r}") from error


def _fusion(found: Mapping[str, Any]) -> Fusion:
    shifts = tuple(float(shift) for shift in found["shifts"])
    return Fusion(float(found["linear"]), float(found["encoder"]), shifts)


def _verify(found: Mapping[str, Any], folder: Path, lane: str) -> None:
    expected = {
        "format": _FORMAT,
        "engine": "transformer",
        "reads": READS,
        "canonical_revision": canonical.REVISION,
        "linear": lane,
    }
    for key, value in expected.items():
        if found.get(key) != value:
            raise CheckpointError(
                f"{folder / MANIFEST}: {key} is {found.get(key)!r}, this version needs {value!r}; "
                "train again or take the checkpoint that came with this version"
            )
    for file, key in ((WEIGHTS, "weights_sha256"), (TOKENIZER, "tokenizer_sha256")):
        if _sha256(folder / file) != found.get(key):
            raise CheckpointError(
                f"{folder / file} is damaged (its SHA-256 is not the manifest's); "
                "take it again from the version you installed"
            )


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _name(text: str) -> str:
    return "fused@" + hashlib.sha256(text.encode()).hexdigest()[:12]
