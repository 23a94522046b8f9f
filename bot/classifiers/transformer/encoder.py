"""A BERT encoder cut to its lower layers, with mean pooling and linear heads.

A head reads the top layer, one below it, or both: spam is told by what a lower layer still knows of
words, a tone by what the top one understands (training/runs.md, E6). Sixty lines of our own instead
of a library's class: the same weights, fused query, key and value, and nothing that is not used.
Shapes: B texts, T tokens, H hidden. The geometry is that of multilingual-e5-small (384 hidden, 12
heads, 1536 feed-forward, positions from 0, token type 0).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

PAD: Final = 1
_MASKED: Final = -1e4


@dataclass(frozen=True, slots=True)
class Geometry:
    """The sizes of an encoder."""

    layers: int = 6
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    pieces: int = 57_800
    positions: int = 128


class Layer(nn.Module):
    """Attention and feed-forward, each added to its input and normalised."""

    def __init__(self, size: Geometry, dropout: float) -> None:
        """Make a layer with random weights."""
        super().__init__()
        self.heads = size.heads
        self.attend = nn.Linear(size.hidden, 3 * size.hidden)
        self.attended = nn.Linear(size.hidden, size.hidden)
        self.widen = nn.Linear(size.hidden, size.inner)
        self.narrow = nn.Linear(size.inner, size.hidden)
        self.first = nn.LayerNorm(size.hidden, eps=1e-12)
        self.second = nn.LayerNorm(size.hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    @override
    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, H) for (B, T, H); `mask` is added to scores, (B, 1, 1, T)."""
        batch, tokens, hidden = x.shape
        parts = self.attend(x).view(batch, tokens, 3, self.heads, hidden // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(batch, tokens, hidden)
        x = self.first(x + self.dropout(self.attended(seen)))
        inner = self.narrow(functional.gelu(self.widen(x)))
        return self.second(x + self.dropout(inner))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Texts to one vector each, and from it to the logits of every head."""

    def __init__(
        self,
        size: Geometry,
        heads: Mapping[str, int],
        reads: Mapping[str, Sequence[int]] | None = None,
        dropout: float = 0.1,
    ) -> None:
        """Take the sizes, the heads (name to number of outputs), and which layers a head reads.

        Layers count from one; a head that `reads` does not name reads the top one.
        """
        super().__init__()
        self.size = size
        self.reads = layers_read(heads, reads or {}, size.layers)
        self.words = nn.Embedding(size.pieces, size.hidden)
        self.words.weight.requires_grad = False
        self.places = nn.Parameter(torch.zeros(size.positions, size.hidden))
        self.normal = nn.LayerNorm(size.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, dropout) for _ in range(size.layers))
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict(
            {
                name: nn.Linear(size.hidden * len(self.reads[name]), outputs)
                for name, outputs in heads.items()
            }
        )

    def pooled(self, ids: Tensor, lengths: Tensor) -> dict[int, Tensor]:
        """Return (B, H) of every layer that is read: the mean of a text's token vectors there."""
        tokens = ids.shape[1]
        real = torch.arange(tokens, device=ids.device)[None] < lengths[:, None]
        mask = torch.zeros(ids.shape[0], 1, 1, tokens, device=ids.device)
        mask = mask.masked_fill(~real[:, None, None], _MASKED)
        x = self.normal(self.words(ids) + self.places[:tokens])
        wanted = {number for layers in self.reads.values() for number in layers}
        means = {}
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, mask)
            if number in wanted:
                means[number] = (x * real[..., None]).sum(1) / lengths[:, None]
        return means

    @override
    def forward(self, ids: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """Return the logits of every head, each (B, outputs)."""
        means = {number: self.dropout(mean) for number, mean in self.pooled(ids, lengths).items()}
        return {
            name: head(torch.cat([means[number] for number in self.reads[name]], dim=1))
            for name, head in self.heads.items()
        }


def layers_read(
    heads: Iterable[str], reads: Mapping[str, Sequence[int]], top: int
) -> dict[str, tuple[int, ...]]:
    """Return the layers that each head reads; raises ValueError on one that is not there."""
    found = {head: tuple(reads.get(head, (top,))) for head in heads}
    wrong = {
        head: layers for head, layers in found.items() if not {*layers} <= {*range(1, top + 1)}
    }
    if wrong:
        raise ValueError(f"there are layers 1 to {top}, but heads read {wrong}")
    return found


def padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return texts of several lengths as one (B, T) tensor, and their lengths."""
    longest = max(map(len, ids))
    table = torch.full((len(ids), longest), PAD, dtype=torch.long)
    for row, one in enumerate(ids):
        table[row, : len(one)] = torch.tensor(one)
    return table, torch.tensor([len(one) for one in ids])


def from_bert(weights: Mapping[str, Tensor], encoder: Encoder) -> None:
    """Copy a BertModel's lower layers and embeddings into an encoder of the same geometry."""
    known = {name.removeprefix("bert."): value.float() for name, value in weights.items()}
    table = known["embeddings.word_embeddings.weight"]
    encoder.words.weight.data.copy_(table)
    places = known["embeddings.position_embeddings.weight"][: encoder.size.positions]
    encoder.places.data.copy_(places + known["embeddings.token_type_embeddings.weight"][0])
    _copy(encoder.normal, known, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layers):
        _fill(layer, known, f"encoder.layer.{number}.")


def _fill(layer: nn.Module, known: Mapping[str, Tensor], path: str) -> None:
    for kind in ("weight", "bias"):
        three = [known[f"{path}attention.self.{one}.{kind}"] for one in ("query", "key", "value")]
        getattr(layer.attend, kind).data.copy_(torch.cat(three))
    parts = {
        "attended": "attention.output.dense",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "first": "attention.output.LayerNorm",
        "second": "output.LayerNorm",
    }
    for own, theirs in parts.items():
        _copy(getattr(layer, own), known, path + theirs)


def _copy(module: nn.Module, known: Mapping[str, Tensor], path: str) -> None:
    own = {"weight": known[f"{path}.weight"], "bias": known[f"{path}.bias"]}
    module.load_state_dict(own)
