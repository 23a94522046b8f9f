"""What is served is what was learned: bytes instead of floats, no padding, the same answers."""

from pathlib import Path

import pytest
import torch

from bot.classifiers.errors import CheckpointError
from bot.classifiers.transformer.encoder import padded
from bot.classifiers.transformer.packed import (
    OffGrid,
    from_half_bytes,
    half_bytes,
    pack,
    unpack,
)
from tests.unit.classifiers.transformer.small import SIZE, encoder

TEXTS = [[0, 7, 2], [0, *[5] * 20, 2], [0, 2], [0, 4, 5, 6, 2], *([[0, 8, 9, 2]] * 90)]


def test_bytes_answer_as_floats_do_whatever_shares_the_batch(tmp_path: Path) -> None:
    floats = encoder()
    pack(floats, tmp_path / "packed")
    served = unpack(tmp_path / "packed", encoder().reads)
    with torch.inference_mode():
        expected = torch.cat(list(floats(*padded(TEXTS)).values()), dim=1)
    together = served.logits(TEXTS)
    torch.testing.assert_close(together, expected, atol=0.04, rtol=0)
    for at in range(4):
        torch.testing.assert_close(served.logits([TEXTS[at]])[0], together[at], atol=5e-3, rtol=0)


def test_word_vectors_come_back_bit_for_bit_in_half_a_byte_each() -> None:
    table = encoder().words.weight.data
    halves, steps = half_bytes(table)
    assert halves.numel() * 2 == table.numel()
    assert torch.equal(from_half_bytes(halves, steps).float(), table)


def test_word_vectors_off_the_grid_are_not_packed() -> None:
    with pytest.raises(OffGrid, match="do not lie on a grid"):
        half_bytes(torch.randn(4, SIZE.hidden))


def test_no_texts_have_no_logits(tmp_path: Path) -> None:
    pack(encoder(), tmp_path / "packed")
    assert unpack(tmp_path / "packed", encoder().reads).logits([]).shape == (0, 10)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x08" * 64])
def test_a_file_that_is_no_encoder_is_refused_by_name(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "packed").write_bytes(damage)
    with pytest.raises(CheckpointError, match="packed"):
        unpack(tmp_path / "packed", encoder().reads)


def test_a_head_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    pack(encoder(), tmp_path / "packed")
    with pytest.raises(CheckpointError, match="mood"):
        unpack(tmp_path / "packed", {"mood": (2,)})
