"""The encoder of our own: the same numbers as the library's, whatever shares the batch."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import BertModel

from bot.classifiers.transformer.encoder import Encoder, Geometry, from_bert, padded

BASE = Path(__file__).resolve().parents[5] / "shared" / "checkpoints" / "e5-small-ru-lite"
SMALL = Geometry(layers=2, hidden=24, heads=3, inner=48, pieces=50, positions=16)


@pytest.fixture
def small() -> Encoder:
    torch.manual_seed(3)
    return Encoder(SMALL, {"sentiment": 3, "spam": 1}).eval()


def test_a_text_gets_the_same_answer_alone_and_in_company(small: Encoder) -> None:
    texts = [[0, 7, 2], [0, 9, 11, 12, 40, 2], [0, 2]]
    with torch.inference_mode():
        together = small(*padded(texts))
        for number, text in enumerate(texts):
            alone = small(*padded([text]))
            for head, logits in alone.items():
                torch.testing.assert_close(logits[0], together[head][number])


def test_each_head_has_its_own_outputs(small: Encoder) -> None:
    answers = small(*padded([[0, 7, 2]]))
    assert {head: tuple(logits.shape) for head, logits in answers.items()} == {
        "sentiment": (1, 3),
        "spam": (1, 1),
    }


@pytest.mark.skipif(not BASE.is_dir(), reason="the base encoder lies outside the repository")
def test_lower_layers_are_those_of_the_library() -> None:
    theirs = BertModel.from_pretrained(
        BASE, num_hidden_layers=6, add_pooling_layer=False, dtype=torch.float32
    )
    theirs.train(mode=False)
    weights = load_file(BASE / "model.safetensors")
    pieces = next(value.shape[0] for name, value in weights.items() if "word_embed" in name)
    ours = Encoder(Geometry(pieces=pieces), {"spam": 1}).eval()
    from_bert(weights, ours)
    ids, lengths = padded([[0, 100, 2000, 30000, 2], [0, 5, 2]])
    with torch.inference_mode():
        mask = torch.arange(ids.shape[1])[None] < lengths[:, None]
        states = theirs(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        mean = (states * mask[..., None]).sum(1) / lengths[:, None]
        own = ours.pooled(ids, lengths)[ours.size.layers]
        torch.testing.assert_close(own, mean, atol=1e-4, rtol=1e-4)
