"""What an encoder answers to many texts: raw logits, in the order of the texts."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from bot.classifiers.transformer.encoder import Encoder, padded
from bot.classifiers.transformer.tokens import Tokens

_AT_ONCE = 64


def logits(encoder: Encoder, tokens: Tokens, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return (texts, outputs of all heads), heads in the encoder's order."""
    encoder.eval()
    ids = tokens.ids(texts)
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    width = sum(head.out_features for head in encoder.heads.values())  # type: ignore[misc]
    found = np.zeros((len(texts), int(width)))
    with torch.inference_mode():
        for first in range(0, len(order), _AT_ONCE):
            chosen = order[first : first + _AT_ONCE]
            answers = encoder(*padded([ids[at] for at in chosen]))
            found[chosen] = torch.cat(list(answers.values()), dim=1).numpy()
    return found
