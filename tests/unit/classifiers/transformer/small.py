"""An encoder and its files small enough for a test: weights of chance, word vectors on the grid."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from bot.classifiers.linear.linear import LinearClassifier
from bot.classifiers.transformer import checkpoint as files
from bot.classifiers.transformer.checkpoint import HEADS, Fusion, Manifest
from bot.classifiers.transformer.encoder import Encoder, Geometry
from bot.classifiers.transformer.fused import FusedClassifier, load
from bot.classifiers.transformer.packed import pack
from tests.unit.classifiers.checkpoints import tiny

WORDS = ["<s>", "<pad>", "</s>", "<unk>", "всё", "лежит", "верните", "деньги", "спасибо", "Спасибо"]
SIZE = Geometry(layers=2, hidden=64, heads=2, inner=128, pieces=len(WORDS), positions=24)
HALF = Fusion(0.5, 2.0, (0.1,))
FUSION = dict.fromkeys(HEADS, HALF) | {"sentiment": Fusion(0.5, 2.0, (0.3, 0.0, -0.3))}
FUSION |= {"intent": Fusion(0.0, 1.0, (0.0,) * 4)}
READS = {"spam": (1,), "urgency": (1, 2)}


def encoder() -> Encoder:
    """Return an encoder whose word vectors half bytes can hold."""
    torch.manual_seed(3)
    made = Encoder(SIZE, HEADS, READS).eval()
    steps = torch.rand(SIZE.pieces, 2, 1).half()
    counts = torch.randint(-8, 8, (SIZE.pieces, 2, 32)).half()
    made.words.weight.data.copy_((steps * counts).view(SIZE.pieces, 64).float())
    made.places.data.normal_(0, 0.1)
    for head in made.heads.values():
        head.bias.data.normal_()  # type: ignore[operator]
    return made


def write(folder: Path, linear: str = "linear@tiny") -> str:
    """Write encoder, tokenizer and manifest into `folder`; returns the checkpoint's name."""
    folder.mkdir(parents=True, exist_ok=True)
    pack(encoder(), folder / files.WEIGHTS)
    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, "<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / files.TOKENIZER))
    return files.save(Manifest(linear, encoder().reads, FUSION, longest=16), folder)


def fused(folder: Path) -> FusedClassifier:
    """Return both lanes, read from files in `folder`."""
    write(folder)
    return load(folder, LinearClassifier(tiny(urgency="деньги", positive="спасибо")))
