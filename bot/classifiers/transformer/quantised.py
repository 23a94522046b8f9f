"""The encoder as it is served: bytes for weights and for activations, and no padding in between.

Every token's activations are scaled by their own largest value and every row of weights by its own
(per-token, per-row int8): scores stay those of the floats, which one scale for a whole tensor does
not achieve. The tokens of a batch lie one after another through all linears; only attention looks
at them text by text, with texts of like length side by side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

_LARGEST: Final = 127.0
_TINY: Final = 1e-8
_EPSILON: Final = 1e-12
_MASKED: Final = -1e4
_LEAST_ROWS: Final = 17
"""`torch._int_mm` wants more than sixteen rows."""

WIDTH: Final = 32
"""Numbers of one attention head, as in every e5 and most BERTs of this size."""

TOKENS_AT_ONCE: Final = 320
"""So many tokens go through the layers together: more fall out of a core's cache."""


@dataclass(frozen=True, slots=True)
class Linear8:
    """A linear layer: `weight` is (inputs, outputs) int8, `scale` and `bias` (outputs,)."""

    weight: Tensor
    scale: Tensor
    bias: Tensor

    @classmethod
    def of(cls, weight: Tensor, bias: Tensor) -> "Linear8":
        """Round floats (outputs, inputs), each row by its own scale."""
        scale = weight.abs().amax(dim=1).clamp(min=_TINY) / _LARGEST
        rounded = (weight / scale[:, None]).round().to(torch.int8)
        return cls(rounded.t(), scale, bias)

    def __call__(self, rounded: Tensor, scales: Tensor) -> Tensor:
        """Return (tokens, outputs) for int8 (tokens, inputs) and their scales (tokens, 1)."""
        # The one integer product that torch has, private or not; the tests hold it to floats.
        sums = torch._int_mm(rounded, self.weight).float()  # noqa: SLF001
        return torch.addcmul(self.bias, sums.mul_(scales), self.scale)


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer normalisation."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        """Normalise the last dimension."""
        return functional.layer_norm(x, x.shape[-1:], self.weight, self.bias, _EPSILON)


@dataclass(frozen=True, slots=True)
class Layer8:
    """One layer of the encoder; fields as in `encoder.Layer`."""

    attend: Linear8
    attended: Linear8
    widen: Linear8
    narrow: Linear8
    first: Norm
    second: Norm


@dataclass(frozen=True, slots=True)
class Head:
    """A head: `weight` is (outputs, hidden of all `layers` it reads), `bias` (outputs,)."""

    layers: tuple[int, ...]
    weight: Tensor
    bias: Tensor

    def __call__(self, vectors: Mapping[int, Tensor]) -> Tensor:
        """Return (texts, outputs) for each layer's (texts, hidden)."""
        seen = torch.cat([vectors[number] for number in self.layers], dim=1)
        return functional.linear(seen, self.weight, self.bias)


class QuantisedEncoder:
    """Token ids to logits on one thread; holds no state between calls."""

    def __init__(
        self,
        words: Tensor,
        places: Tensor,
        normal: Norm,
        layers: Sequence[Layer8],
        heads: Sequence[Head],
    ) -> None:
        """Take embeddings (pieces, hidden) and (positions, hidden), layers, and heads in floats."""
        self._words, self._places, self._normal = words, places, normal
        self._layers = layers
        self.heads = heads
        self._read = sorted({number for head in heads for number in head.layers})

    def logits(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Return (texts, outputs of all heads) in the order of the texts."""
        vectors = self.vectors(ids)
        with torch.inference_mode():
            return torch.cat([head(vectors) for head in self.heads], dim=1)

    def vectors(self, ids: Sequence[Sequence[int]]) -> dict[int, Tensor]:
        """Return the (texts, hidden) of every layer that a head reads."""
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        found = {number: torch.empty(len(ids), self._words.shape[1]) for number in self._read}
        with torch.inference_mode():
            for chosen in _chunks(order, ids):
                for number, means in self._pooled([ids[at] for at in chosen]):
                    found[number][chosen] = means
        return found

    def _pooled(self, ids: Sequence[Sequence[int]]) -> Iterator[tuple[int, Tensor]]:
        batch = _Batch.of(ids)
        x = self._normal(self._words[batch.ids].float() + self._places[batch.places])
        for number, layer in enumerate(self._layers, 1):
            x = _through(layer, x, batch)
            if number in self._read:
                sums = torch.zeros(len(ids), x.shape[1])
                sums.index_add_(0, batch.texts, x[: batch.real])
                yield number, sums / batch.lengths[:, None]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts end to end; `slots` are their tokens' places in a padded table."""

    ids: Tensor
    places: Tensor
    texts: Tensor
    lengths: Tensor
    slots: Tensor
    mask: Tensor | None
    longest: int
    real: int

    @classmethod
    def of(cls, ids: Sequence[Sequence[int]]) -> "_Batch":
        lengths = torch.tensor([len(one) for one in ids])
        longest, real = int(lengths.max()), int(lengths.sum())
        places = torch.cat([torch.arange(len(one)) for one in ids])
        texts = torch.repeat_interleave(torch.arange(len(ids)), lengths)
        flat = torch.tensor([piece for one in ids for piece in one])
        missing = max(0, _LEAST_ROWS - real)
        mask = None
        if int(lengths.min()) < longest:
            beyond = torch.arange(longest)[None] >= lengths[:, None]
            mask = torch.zeros(len(ids), 1, 1, longest).masked_fill(beyond[:, None, None], _MASKED)
        return cls(
            functional.pad(flat, (0, missing)),
            functional.pad(places, (0, missing)),
            texts,
            lengths,
            texts * longest + places,
            mask,
            longest,
            real,
        )


def _through(layer: Layer8, x: Tensor, batch: _Batch) -> Tensor:
    seen = _attention(layer.attend(*_rounded(x)), batch)
    x = layer.first(layer.attended(*_rounded(seen)).add_(x))
    inner = functional.gelu(layer.widen(*_rounded(x)))
    return layer.second(layer.narrow(*_rounded(inner)).add_(x))


def _attention(three: Tensor, batch: _Batch) -> Tensor:
    hidden, width = three.shape[1] // 3, WIDTH
    texts = len(batch.lengths)
    if batch.mask is None and batch.real == len(three):
        table = three
    else:
        table = torch.zeros(texts * batch.longest, 3 * hidden)
        table[batch.slots] = three[: batch.real]
    parts = table.view(texts, batch.longest, 3, hidden // width, width).permute(2, 0, 3, 1, 4)
    query, key, value = parts
    seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=batch.mask)
    flat = seen.transpose(1, 2).reshape(texts * batch.longest, hidden)
    if batch.mask is None and batch.real == len(three):
        return flat
    return functional.pad(flat[batch.slots], (0, 0, 0, len(three) - batch.real))


def _rounded(x: Tensor) -> tuple[Tensor, Tensor]:
    # Two passes; the one of `aminmax` is nine times as slow along rows.
    largest = torch.maximum(x.amax(dim=1, keepdim=True), x.amin(dim=1, keepdim=True).neg_())
    scales = largest.clamp_(min=_TINY).div_(_LARGEST)
    return (x / scales).round_().to(torch.int8), scales


def _chunks(order: Sequence[int], ids: Sequence[Sequence[int]]) -> list[list[int]]:
    chunks: list[list[int]] = []
    room = 0
    for at in order:
        if room < len(ids[at]) or not chunks:
            chunks.append([])
            room = max(TOKENS_AT_ONCE, len(ids[at]))
        chunks[-1].append(at)
        room -= len(ids[at])
    return chunks
