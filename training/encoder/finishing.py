"""From tuned layers to the packed file: averaged with the base, rounded, other heads read off.

Sentiment and toxicity are what the layers are tuned for. Spam, urgency and intent have too few
sources for that: their heads are fitted last, in a minute, on what the rounded layers answer.
Urgency and intent by strongly regularised logistic regressions; spam by the way from the mean
ordinary message to the mean spam, which is all that carries over from one chat's spam to the next
(training/runs.md, E6).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
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
from training.scoring import Integers
from training.sets import BY_NAME

STRENGTH: Final = {"urgency": 5e-4, "intent": 1e-3}
"""Inverse of the penalty on large weights, on vectors of unit variance."""

TRIMMED: Final = 0.3
"""Share of each set's spam that lies nearest to ham, and is left aside.

People were banned for other things than spam, and their rows are called spam all the same.
"""

_LANGUAGE: Final = 0.05
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
            wanted = _in_its_languages(found[head]) if head == "spam" else found[head]
            chosen = _some(wanted, random.Random(run.recipe.seed))
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
    """Fit a head on vectors (texts, hidden); returns weights (outputs, hidden) and biases."""
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    even = (vectors - mean) / spread
    if head == "spam":
        slopes, biases = _between(even, found)
    else:
        model = LogisticRegression(C=STRENGTH[head], max_iter=_ROUNDS)
        targets = [example.target for example in found]
        model.fit(even, targets, sample_weight=[example.weight for example in found])
        slopes, biases = model.coef_, model.intercept_
    slopes = slopes / spread
    return slopes, biases - slopes @ mean


def _between(vectors: Floats, found: Sequence[Example]) -> tuple[Floats, Floats]:
    """Return the way from the mean ham to the mean spam, of unit variance, zero midway.

    Midway between the medians of spam and of ordinary messages: where to stop in a chat never seen
    is not told by how sure the head is in those it was taught.
    """
    targets, weights = np.array([example.target for example in found]), evened(found)
    way = _way(vectors, targets, weights)
    weights = weights * _kept(vectors @ way, targets, [example.row.source for example in found])
    way = _way(vectors, targets, weights)
    answers = vectors @ way
    weak = np.array([not _labelled(example) for example in found]) & (targets == 0)
    ordinary = weak if weak.any() else targets == 0
    middle = _median(answers[targets == 1], weights[targets == 1])
    middle += _median(answers[ordinary], weights[ordinary])
    scale = answers.std()
    return way[None] / scale, np.array([-middle / 2 / scale])


def _way(vectors: Floats, targets: Integers, weights: Floats) -> Floats:
    spam, ham = weights * (targets == 1), weights * (targets == 0)
    way: Floats = spam @ vectors / spam.sum() - ham @ vectors / ham.sum()
    return way


def _kept(answers: Floats, targets: Integers, sources: Sequence[str]) -> NDArray[np.bool_]:
    kept = np.ones(len(answers), bool)
    names = np.array(sources)
    for name in set(sources):
        spam = (names == name) & (targets == 1)
        if spam.any():
            kept[spam] = answers[spam] >= np.quantile(answers[spam], TRIMMED)
    return kept


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


def _labelled(example: Example) -> bool:
    source = BY_NAME.get(example.row.source)
    return source is not None and bool(source.spam)


def _in_its_languages(found: Sequence[Example]) -> list[Example]:
    """Return labelled examples, and ordinary messages in the languages that the spam is in.

    Others would tell languages apart, not spam.
    """
    spam = Counter(example.row.lang for example in found if example.target)
    known = {lang for lang, count in spam.items() if count >= _LANGUAGE * sum(spam.values())}
    return [example for example in found if _labelled(example) or example.row.lang in known]


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
