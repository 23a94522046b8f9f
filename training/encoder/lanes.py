"""Raw logits of both lanes for rows that taught neither, as files: what a fusion is fitted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.fitting import Floats
from training.mixing import Example
from training.scoring import Integers

FILE: Final = "lanes.npz"


@dataclass(frozen=True, slots=True)
class Lanes:
    """One head: logits (rows, outputs) of either lane, the truth, and whose rows they are."""

    linear: Floats
    encoder: Floats
    targets: Integers
    weights: Floats
    """How much an example counts; below a half it is a weak one."""
    sources: NDArray[np.str_]

    @classmethod
    def of(cls, found: Sequence[Example], linear: Floats, encoder: Floats) -> "Lanes":
        """Put the logits of examples beside what is true of them."""
        return cls(
            linear,
            encoder,
            np.array([example.target for example in found], np.int64),
            np.array([example.weight for example in found]),
            np.array([example.row.source for example in found], np.str_),
        )

    def only(self, which: NDArray[np.bool_]) -> "Lanes":
        """Return some of the rows."""
        return Lanes(
            self.linear[which],
            self.encoder[which],
            self.targets[which],
            self.weights[which],
            self.sources[which],
        )

    def joined(self, other: "Lanes") -> "Lanes":
        """Return the rows of both."""
        return Lanes(
            np.vstack((self.linear, other.linear)),
            np.vstack((self.encoder, other.encoder)),
            np.concatenate((self.targets, other.targets)),
            np.concatenate((self.weights, other.weights)),
            np.concatenate((self.sources, other.sources)),
        )


_FIELDS: Final = ("linear", "encoder", "targets", "weights", "sources")


def save(found: Mapping[str, Lanes], folder: Path) -> None:
    """Write the lanes of all heads."""
    arrays = {
        f"{head}.{name}": getattr(one, name) for head, one in found.items() for name in _FIELDS
    }
    np.savez_compressed(folder / FILE, allow_pickle=False, **arrays)


def load(folder: Path) -> dict[str, Lanes]:
    """Read the lanes of all heads that a run wrote."""
    with np.load(folder / FILE) as found:
        heads = dict.fromkeys(name.split(".")[0] for name in found.files if "." in name)
        return {head: Lanes(*(found[f"{head}.{name}"] for name in _FIELDS)) for head in heads}
