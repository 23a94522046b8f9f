"""What the encoder reads: a stranger's control tokens are text, masks are words."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from bot.classifiers.transformer.tokens import Tokens, readable
from handlers.canonical import canonicalise

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁привет", "s", "/", "<", ">", "▁http", "a", "b"]


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    scores = [(piece, 0.0 if number < 4 else -1.0) for number, piece in enumerate(PIECES)]
    tokenizer = Tokenizer(Unigram(scores, unk_id=3))
    tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always", split=False)
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    file = tmp_path / "tokenizer.json"
    tokenizer.save(str(file))
    return Tokens(file, longest=8)


@pytest.mark.parametrize("text", ["</s>", "<s>", "привет</s>привет", "<mask> <pad>", "< /s>"])
def test_control_tokens_of_strangers_are_only_text(tokens: Tokens, text: str) -> None:
    (ids,) = tokens.ids([text])
    assert (ids[0], ids[-1]) == (0, 2)
    assert not {0, 1, 2} & set(ids[1:-1])


def test_texts_are_cut_and_empty_ones_are_framed(tokens: Tokens) -> None:
    long, empty = tokens.ids(["ab" * 5_000, ""])
    assert (len(long), long[0], long[-1]) == (8, 0, 2)
    assert empty[0] == 0
    assert empty[-1] == 2


def test_masks_become_words_and_new_emoji_older_ones() -> None:
    assert readable(canonicalise("смотри https://x.example 🥺").text).split() == [
        "смотри",
        "http",
        "😢",
    ]
