"""From tuned layers to the packed file: averaged with the base, rounded, other heads read off.

Sentiment and toxicity are what the layers are tuned for. Spam, urgency and intent have too few
sources for that: their heads are strongly regularised logistic regressions on what the rounded
layers answer, fitted last, in a minute.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from bot.classifiers.transformer import checkpoint as files
from bot.classifiers.transformer.encoder import Encoder
from bot.classifiers.transformer.packed import pack, unpack
from bot.classifiers.transformer.quantised import QuantisedEncoder
from bot.classifiers.transformer.tokens import Tokens
from training.encoder.learning import Run, averaged
from training.encoder.recipe import SHARES
from training.fitting import Floats
from training.mixing import Example
from training.sets import BY_NAME

STRENGTH: Final = {"spam": 1e-6, "urgency": 5e-4, "intent": 1e-3}
"""Inverse of the penalty on large weights, on vectors of unit variance."""

_MOST: Final = 3_000
_MOST_WEAK: Final = 600
_ROUNDS: Final = 300


def finished(
    run: Run, base: Path, found: Mapping[str, Sequence[Example]], folder: Path
) -> QuantisedEncoder:
    """Write the packed encoder of `run` to `folder`, and return it as it is served.

    `found` has what each head learns that the layers were not tuned for.
    """
    encoder = averaged(run.encoder, base, run.recipe)
    tokens = Tokens(base / "tokenizer.json", run.recipe.longest)
    file = folder / files.WEIGHTS
    pack(encoder, file)
    served = unpack(file, encoder.reads)
    for head in files.HEADS:
        if head not in SHARES and found.get(head):
            chosen = _some(found[head], random.Random(run.recipe.seed))
            vectors = answered(served, tokens, chosen, encoder.reads[head])
            _put(encoder, head, read_off(head, vectors, chosen))
    pack(encoder, file)
    return unpack(file, encoder.reads)


def answered(
    served: QuantisedEncoder, tokens: Tokens, found: Sequence[Example], layers: Sequence[int]
) -> Floats:
    """Return the vectors of examples at `layers`, side by side."""
    vectors = served.vectors(tokens.ids([example.row.text.cased for example in found]))
    return np.hstack([vectors[layer].double().numpy() for layer in layers])


def read_off(head: str, vectors: Floats, found: Sequence[Example]) -> tuple[Floats, Floats]:
    """Fit a head on vectors (texts, hidden); returns weights (outputs, hidden) and biases.

    Spam is brought to unit variance, and to zero midway between the medians of its two classes:
    where to ring in a chat never seen is not told by how sure it is in those that were.
    """
    targets = np.array([example.target for example in found])
    weights = evened(found) if head == "spam" else _given(found)
    mean = vectors.mean(axis=0)
    spread = vectors.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH[head], max_iter=_ROUNDS)
    model.fit((vectors - mean) / spread, targets, sample_weight=weights)
    slopes = model.coef_ / spread
    biases = model.intercept_ - slopes @ mean
    if head == "spam":
        answers = vectors @ slopes[0]
        medians = [_median(answers[targets == one], weights[targets == one]) for one in (0, 1)]
        biases, scale = np.array([-sum(medians) / 2]), answers.std()
        slopes, biases = slopes / scale, biases / scale
    return slopes, biases


def evened(found: Sequence[Example]) -> Floats:
    """Weigh examples so that classes count alike, and labelled rows as much as weak ones.

    Within these, sources count alike. The mean weight is one.
    """
    kinds = [(one.target, _labelled(one)) for one in found]
    sizes = Counter((*kind, example.row.source) for kind, example in zip(kinds, found, strict=True))
    sources = Counter(key[:2] for key in sizes)
    parts = Counter(target for target, _ in sources)
    return np.array(
        [
            len(found)
            / (len(parts) * parts[kind[0]] * sources[kind] * sizes[*kind, example.row.source])
            for kind, example in zip(kinds, found, strict=True)
        ]
    )


def _given(found: Sequence[Example]) -> Floats:
    return np.array([example.weight for example in found])


def _labelled(example: Example) -> bool:
    source = BY_NAME.get(example.row.source)
    return source is not None and bool(source.spam)


def _some(found: Sequence[Example], dice: random.Random) -> list[Example]:
    pools: dict[tuple[str, int, float], list[Example]] = defaultdict(list)
    for example in found:
        pools[example.row.source, example.target, example.weight].append(example)
    chosen: list[Example] = []
    for pool in pools.values():
        most = _MOST if _labelled(pool[0]) else _MOST_WEAK
        chosen += dice.sample(pool, min(most, len(pool)))
    return chosen


def _median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order[int(np.searchsorted(reached, reached[-1] / 2))]])


def _put(encoder: Encoder, head: str, fitted: tuple[Floats, Floats]) -> None:
    weights, biases = (torch.from_numpy(part).float() for part in fitted)
    encoder.heads[head].load_state_dict({"weight": weights, "bias": biases})
