"""The encoder's weights in one file, a quarter of their size, and back.

Word vectors lie on the grid they came from (llama.cpp's Q4_0: blocks of 32, `step * k` with k in
-8..7) and are stored as its half bytes, without loss; linears are rounded row by row, as they are
served (`quantised`). What is measured and what is shipped is what is read from this file.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from bot.classifiers.errors import CheckpointError
from bot.classifiers.transformer.encoder import Encoder
from bot.classifiers.transformer.quantised import Head, Layer8, Linear8, Norm, QuantisedEncoder

BLOCK: Final = 32
_LOWEST: Final = -8
_LINEARS: Final = ("attend", "attended", "widen", "narrow")
_NORMS: Final = ("first", "second")


class OffGrid(ValueError):
    """Word vectors that half bytes cannot hold without loss."""


def pack(encoder: Encoder, file: Path) -> None:
    """Write an encoder; raises OffGrid if its word vectors were trained off their grid."""
    halves, steps = half_bytes(encoder.words.weight.data)
    tensors = {"words": halves, "words.steps": steps, "places": encoder.places.data.clone()}
    tensors |= _affine("normal", encoder.normal)
    for number, layer in enumerate(encoder.layers):
        for name in _LINEARS:
            state = getattr(layer, name).state_dict()
            rounded = Linear8.of(state["weight"], state["bias"])
            path = f"layers.{number}.{name}"
            tensors[path] = rounded.weight.t().contiguous()
            tensors[f"{path}.scale"] = rounded.scale
            tensors[f"{path}.bias"] = rounded.bias.clone()
        for name in _NORMS:
            tensors |= _affine(f"layers.{number}.{name}", getattr(layer, name))
    for name, head in encoder.heads.items():
        tensors |= _affine(f"heads.{name}", head)
    save_file(tensors, file)


def unpack(file: Path, reads: Mapping[str, Sequence[int]]) -> QuantisedEncoder:
    """Read an encoder as it is served, its heads in the order given with the layers they read.

    Raises CheckpointError on a file that is not one.
    """
    try:
        found = load_file(file)
        numbers = sorted({int(name.split(".")[1]) for name in found if name.startswith("layers.")})
        return QuantisedEncoder(
            from_half_bytes(found["words"], found["words.steps"]),
            found["places"],
            Norm(found["normal"], found["normal.bias"]),
            [_layer(found, f"layers.{number}") for number in numbers],
            [
                Head(tuple(layers), found[f"heads.{name}"], found[f"heads.{name}.bias"])
                for name, layers in reads.items()
            ],
        )
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"{file} is not a packed encoder: {error!r}") from error


def half_bytes(table: Tensor) -> tuple[Tensor, Tensor]:
    """Return (rows, columns / 2) bytes and (rows, columns / 32) half-precision steps.

    Raises OffGrid where `from_half_bytes` would not give back every value bit for bit.
    """
    blocks = table.view(table.shape[0], -1, BLOCK).double()
    steps = torch.zeros(blocks.shape[:2], dtype=torch.float64)
    counts = torch.zeros_like(blocks)
    open_ = torch.ones(blocks.shape[:2], dtype=torch.bool)
    largest = blocks.gather(2, blocks.abs().argmax(dim=2, keepdim=True)).squeeze(2)
    for count in (-8, 7, -7, 6, -6, 5, -5, 4, -4, 3, -3, 2, -2, 1, -1):
        step = (largest / count).half().double()
        tried = (blocks / step[..., None].where(step[..., None] != 0, 1.0)).round()
        same = ((tried * step[..., None]).half() == blocks.half()).all(dim=2)
        fits = open_ & same & (tried >= _LOWEST).all(dim=2) & (tried < -_LOWEST).all(dim=2)
        steps[fits], counts[fits] = step[fits], tried[fits]
        open_ &= ~fits
    if bool(open_.any()):
        raise OffGrid(f"{int(open_.sum())} blocks of word vectors do not lie on a grid of 16")
    whole = (counts - _LOWEST).to(torch.uint8).view(table.shape[0], -1)
    return (whole[:, ::2] | (whole[:, 1::2] << 4)).contiguous(), steps.half()


def from_half_bytes(halves: Tensor, steps: Tensor) -> Tensor:
    """Return the half-precision table that `half_bytes` was given."""
    low, high = halves & 15, halves >> 4
    counts = torch.stack((low, high), dim=2).view(halves.shape[0], -1, BLOCK).to(torch.int8)
    table = (counts + _LOWEST).half() * steps[..., None]
    return table.view(halves.shape[0], -1)


def _affine(name: str, module: nn.Module) -> dict[str, Tensor]:
    state = module.state_dict()
    return {name: state["weight"].clone(), f"{name}.bias": state["bias"].clone()}


def _layer(found: Mapping[str, Tensor], path: str) -> Layer8:
    def linear(name: str) -> Linear8:
        whole = f"{path}.{name}"
        return Linear8(found[whole].t(), found[f"{whole}.scale"], found[f"{whole}.bias"])

    def norm(name: str) -> Norm:
        return Norm(found[f"{path}.{name}"], found[f"{path}.{name}.bias"])

    attend, attended, widen, narrow = map(linear, _LINEARS)
    first, second = map(norm, _NORMS)
    return Layer8(attend, attended, widen, narrow, first, second)
