"""Models of somebody else's: read from a folder as a hub has it, and refused with what to do."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from torch.nn import functional
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from bot.classifiers import CheckpointError, load, micro_batched
from bot.classifiers.hub.labels import meanings
from bot.classifiers.linear import checkpoint as linear_checkpoint
from bot.classifiers.linear.linear import LinearClassifier
from handlers.canonical import canonicalise
from tests.unit.classifiers.checkpoints import tiny

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "плохо", "хорошо", "деньги"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder of checkpoints whose default hears spam in money."""
    linear_checkpoint.save(tiny(spam="деньги"), tmp_path / "default")
    return tmp_path


Kind = Literal["single_label_classification", "multi_label_classification"]


def model(
    folder: Path, labels: Mapping[int, str], kind: Kind = "single_label_classification"
) -> Path:
    """Teach a small model that `плохо` is its first label and `хорошо` its last, and write it."""
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=16,
        max_position_embeddings=300,
        id2label=dict(labels),
        label2id={name: at for at, name in labels.items()},
        problem_type=kind,
    )
    torch.manual_seed(1)
    network = BertForSequenceClassification(config)
    ids = torch.tensor([[WORDS.index(word)] for word in ("плохо", "хорошо", "деньги")])
    targets = torch.full((3, len(labels)), 0.1)
    targets[0, 0] = targets[1, -1] = 0.9
    optimiser = torch.optim.Adam(network.parameters(), 0.02)
    for _ in range(60):
        logits = network(ids).logits
        loss = functional.binary_cross_entropy_with_logits(logits, targets)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    network.save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]"
    )
    fast.save_pretrained(folder)
    return folder


def test_its_tones_are_ours_and_what_it_lacks_comes_from_the_linear_lane(root: Path) -> None:
    folder = model(root / "tones", {0: "NEGATIVE", 1: "NEUTRAL", 2: "POSITIVE"})
    found = load(str(folder), root=root)
    bad, good, money = found.judge([canonicalise(one) for one in ("плохо", "хорошо", "деньги")])
    assert bad.sentiment.negative > good.sentiment.negative
    assert good.sentiment.positive > bad.sentiment.positive
    assert sum((bad.sentiment.negative, bad.sentiment.neutral, bad.sentiment.positive)) == (
        pytest.approx(1.0)
    )
    linear = LinearClassifier(linear_checkpoint.load(root / "default"))
    assert money.spam == linear.judge([canonicalise("деньги")])[0].spam > 0.5
    assert found.checkpoint.startswith("tones@")
    assert bad.checkpoint == found.checkpoint


def test_labels_that_do_not_exclude_each_other_are_judged_one_by_one(root: Path) -> None:
    folder = model(root / "kinds", {0: "insult", 1: "threat"}, "multi_label_classification")
    found = load(str(folder), root=root)
    (said,) = found.judge([canonicalise("плохо")])
    (other,) = found.judge([canonicalise("деньги")])
    assert said.toxicity > other.toxicity


def test_labels_without_a_name_are_asked_for_and_then_understood(root: Path) -> None:
    folder = model(root / "numbers", {0: "LABEL_0", 1: "LABEL_1"})
    with pytest.raises(CheckpointError, match=r"(?s)LABEL_0, LABEL_1.*\[classifier.labels\]"):
        load(str(folder), root=root)
    found = load(str(folder), root=root, labels={"LABEL_0": "toxicity", "LABEL_1": "none"})
    (said,) = found.judge([canonicalise("плохо")])
    (other,) = found.judge([canonicalise("хорошо")])
    assert said.toxicity > 0.5 > other.toxicity


def test_its_reasons_are_the_words_without_which_it_would_have_said_less(root: Path) -> None:
    folder = model(root / "tones", {0: "negative", 1: "neutral", 2: "positive"})
    found = load(str(folder), root=root)
    text = canonicalise("деньги плохо")
    (reason, *_) = found.explain(text, "negative")
    assert text.text[reason.start : reason.end] == "плохо"
    (spam, *_) = found.explain(text, "spam")
    assert text.text[spam.start : spam.end] == "деньги"


@pytest.mark.parametrize("text", ["", "🔥", "</s> [SEP] <mask>", "слово " * 3000])
def test_any_text_is_judged(root: Path, text: str) -> None:
    folder = model(root / "tones", {0: "negative", 1: "neutral", 2: "positive"})
    (said,) = load(str(folder), root=root).judge([canonicalise(text)])
    assert 0 <= said.sentiment.negative <= 1


def test_a_model_that_brings_code_is_refused(root: Path) -> None:
    folder = model(root / "code", {0: "ham", 1: "spam"})
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["auto_map"] = {"AutoModelForSequenceClassification": "evil.Model"}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(CheckpointError, match="program code"):
        load(str(folder), root=root)


def test_a_pickle_is_refused_and_so_is_what_does_not_classify(root: Path) -> None:
    folder = model(root / "pickle", {0: "ham", 1: "spam"})
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(CheckpointError, match="no safetensors"):
        load(str(folder), root=root)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["architectures"] = ["BertForMaskedLM"]
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(CheckpointError, match="BertForMaskedLM"):
        load(str(folder), root=root)


def test_without_network_one_line_says_what_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match=r"(?s)could not be fetched.*checkpoint = "):
        load("nobody/nothing-of-this-name", root=root)


def test_a_hubs_model_is_never_taken_for_a_linear_checkpoint(root: Path) -> None:
    folder = model(root / "tones", {0: "negative", 1: "neutral", 2: "positive"})
    with pytest.raises(CheckpointError, match='engine = "auto"'):
        load(str(folder), "linear", root=root)


def test_the_linear_lane_stands_in_for_it(root: Path) -> None:
    folder = model(root / "tones", {0: "negative", 1: "neutral", 2: "positive"})
    found = load(str(folder), root=root)
    assert micro_batched(found).checkpoint == found.checkpoint


@pytest.mark.parametrize(
    ("labels", "told", "said"),
    [
        (["negative", "neutral"], {}, "both a negative and a positive"),
        (["other", "none"], {}, "says anything of"),
        (["ham", "spam"], {"junk": "spam"}, "has the labels ham, spam"),
        (["a", "b"], {"a": "angry", "b": "none"}, "angry"),
    ],
)
def test_a_mapping_that_cannot_serve_is_refused(
    labels: list[str], told: dict[str, str], said: str
) -> None:
    with pytest.raises(CheckpointError, match=said):
        meanings(labels, told, "org/name")
