"""The shipped weights of the linear lane: how they are written, verified and read.

A checkpoint is a folder: `manifest.json` and `weights.npz` (numbers only, never pickled objects).
The manifest holds the SHA-256 of the weights and the revisions of the canonical text and of the
features they were learned on; the hash of the manifest is the checkpoint's name in every verdict.
`linear.py` answers with what is read here.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.classifiers.errors import CheckpointError
from bot.classifiers.linear import features
from handlers import canonical

HEADS: Final = {"sentiment": 3, "toxicity": 1, "spam": 1, "urgency": 1}
"""Outputs per head, in the order of the columns; sentiment: negative, neutral, positive."""

_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_WEIGHTS: Final = "weights.npz"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A head's last step: logits times `slope` plus `shifts`."""

    slope: float
    shifts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights and calibration of the linear lane, as whole numbers with a scale per output."""

    bits: int
    weights: NDArray[np.int8]
    """Buckets by outputs: signed square roots, so that a byte tells small weights apart and still
    reaches the few large ones, which matter most; the rarity of the bucket is multiplied in."""
    idf: NDArray[np.uint8]
    """Rarity of each bucket, for the length of a text; 0: never seen, weighs nothing."""
    scales: tuple[float, ...]
    intercepts: tuple[float, ...]
    calibration: Mapping[str, Calibration]
    name: str = "linear@unsaved"


def save(checkpoint: Checkpoint, folder: Path) -> str:
    """Write a checkpoint into `folder`; returns its name. The same weights give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = io.BytesIO()
    np.savez_compressed(arrays, weights=checkpoint.weights.T, idf=checkpoint.idf)
    (folder / _WEIGHTS).write_bytes(arrays.getvalue())
    manifest = {
        "format": _FORMAT,
        "engine": "linear",
        "canonical_revision": canonical.REVISION,
        "features_revision": features.REVISION,
        "bits": checkpoint.bits,
        "heads": HEADS,
        "scales": checkpoint.scales,
        "intercepts": checkpoint.intercepts,
        "calibration": {
            head: {"slope": fitted.slope, "shifts": fitted.shifts}
            for head, fitted in checkpoint.calibration.items()
        },
        "weights_sha256": hashlib.sha256(arrays.getvalue()).hexdigest(),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / _MANIFEST).write_text(text, "utf-8")
    return _name(text)


def load(folder: Path) -> Checkpoint:
    """Read and verify the checkpoint in `folder`; raises CheckpointError with what to do."""
    manifest_path, weights_path = folder / _MANIFEST, folder / _WEIGHTS
    try:
        text, packed = manifest_path.read_text("utf-8"), weights_path.read_bytes()
        manifest: dict[str, Any] = json.loads(text)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CheckpointError(f"no readable linear checkpoint in {folder}: {error}") from error
    _verify(manifest, packed, folder)
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            weights, idf = arrays["weights"].T, arrays["idf"]
        return Checkpoint(
            bits=int(manifest["bits"]),
            weights=weights,
            idf=idf,
            scales=tuple(map(float, manifest["scales"])),
            intercepts=tuple(map(float, manifest["intercepts"])),
            calibration={
                head: Calibration(float(fitted["slope"]), tuple(map(float, fitted["shifts"])))
                for head, fitted in manifest["calibration"].items()
            },
            name=_name(text),
        )
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{folder} is not a whole checkpoint: {error!r}") from error


def _verify(manifest: Mapping[str, Any], packed: bytes, folder: Path) -> None:
    expected = {
        "format": _FORMAT,
        "engine": "linear",
        "canonical_revision": canonical.REVISION,
        "features_revision": features.REVISION,
        "heads": HEADS,
    }
    for key, value in expected.items():
        if manifest.get(key) != value:
            raise CheckpointError(
                f"{folder}: {key} is {manifest.get(key)!r}, this version needs {value!r}; "
                "train again or take the checkpoint that came with this version"
            )
    if hashlib.sha256(packed).hexdigest() != manifest.get("weights_sha256"):
        raise CheckpointError(
            f"{folder}: {_WEIGHTS} is damaged (its SHA-256 is not the manifest's)"
        )


def _name(manifest: str) -> str:
    return "linear@" + hashlib.sha256(manifest.encode()).hexdigest()[:12]
