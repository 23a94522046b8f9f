"""Any sequence classifier of transformers as ours: its labels are our heads.

What the model's labels do not speak of is answered by the linear lane of the shipped checkpoint, so
that a tone model leaves spam and urgency as they were. Runs on a thread behind the micro-batcher.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from bot.classifiers.errors import CheckpointError
from bot.classifiers.hub.files import fetched, verified
from bot.classifiers.hub.labels import TONES, YES, meanings
from bot.classifiers.linear.linear import LinearClassifier
from bot.classifiers.transformer.reasons import left_out
from handlers.canonical import Canonical
from models.signal import Judgement, Reason, Sentiment

Floats = NDArray[np.float64]

_LONGEST: Final = 256
_AT_ONCE: Final = 16
_TINY: Final = 1e-6
_BLANK: Final = "."
"""Stands for an empty text: some tokenizers make nothing of nothing, and models fail on it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that was read: its parts, and what its labels mean."""

    name: str
    tokenizer: Any
    model: Any
    meanings: tuple[str, ...]
    several: bool
    """Each label has a probability of its own (multi-label); otherwise they sum to one."""


class HubClassifier:
    """Implements the `Classifier` port, and what the micro-batcher asks of an engine."""

    def __init__(self, loaded: Loaded, linear: LinearClassifier) -> None:
        """Put a model beside the lane that fills in; `load` reads it."""
        self._loaded, self.linear = loaded, linear
        self._heads = frozenset(loaded.meanings)

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights that answer."""
        return self._loaded.name

    async def classify(self, texts: Sequence[Canonical]) -> list[Judgement | None]:
        """Judge texts in order on a thread, for whoever has no micro-batcher in front."""
        return list(await asyncio.to_thread(self.judge, texts))

    def judge(self, texts: Sequence[Canonical]) -> list[Judgement]:
        """Judge texts in order, on the caller's thread."""
        if not texts:
            return []
        started = time.perf_counter_ns()
        found = self._shares(texts)
        filled = self.linear.judge(texts)
        each = (time.perf_counter_ns() - started) // 1000 // len(texts)
        return [
            self._answer(one, {name: float(column[at]) for name, column in found.items()}, each)
            for at, one in enumerate(filled)
        ]

    def explain(self, text: Canonical, head: str) -> tuple[Reason, ...]:
        """Return the words without which `head` would have said less, strongest first."""
        if head not in self._heads:
            return self.linear.explain(text, head)

        def strength(texts: Sequence[Canonical]) -> Floats:
            share = np.clip(self._shares(texts)[head], _TINY, 1 - _TINY)
            logits: Floats = np.log(share / (1 - share))
            return logits

        return left_out(text, head, strength)

    def _answer(self, filled: Judgement, said: Mapping[str, float], each: int) -> Judgement:
        tones = filled.sentiment
        if "negative" in self._heads:
            total = sum(said[tone] for tone in TONES) or 1.0
            tones = Sentiment(*(said[tone] / total for tone in TONES))
        return replace(
            filled,
            checkpoint=self.checkpoint,
            sentiment=tones,
            latency_us=each,
            toxicity=said["toxicity"] if "toxicity" in self._heads else filled.toxicity,
            spam=said["spam"] if "spam" in self._heads else filled.spam,
            urgency=said["urgency"] if "urgency" in self._heads else filled.urgency,
        )

    def _shares(self, texts: Sequence[Canonical]) -> dict[str, Floats]:
        """Return each meaning's probability, (texts,): of labels that mean the same, together."""
        logits = np.vstack(
            [self._logits(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]
        )
        shares = _each(logits) if self._loaded.several else _together(logits)
        found = {name: np.zeros(len(texts)) for name in (*TONES, *YES)}
        for column, meaning in enumerate(self._loaded.meanings):
            if meaning in found:
                own = shares[:, column]
                joined = np.maximum(found[meaning], own)
                found[meaning] = joined if self._loaded.several else found[meaning] + own
        return found

    def _logits(self, texts: Sequence[Canonical]) -> Floats:
        inputs = self._loaded.tokenizer(
            [text.cased.strip() or _BLANK for text in texts],
            padding=True,
            truncation=True,
            max_length=_LONGEST,
            return_tensors="pt",
            split_special_tokens=True,
        )
        with torch.inference_mode():
            found: Floats = self._loaded.model(**inputs).logits.double().numpy()
        return found


def load(
    model: str, told: Mapping[str, str], linear: LinearClassifier, endpoint: str | None = None
) -> HubClassifier:
    """Load a model by its id or folder; raises CheckpointError with what to do."""
    folder = Path(model) if Path(model).is_dir() else fetched(model, endpoint)
    mark = verified(folder, model)
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        network = AutoModelForSequenceClassification.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, trust_remote_code=False
        ).eval()
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise CheckpointError(f"model {model} cannot be loaded: {error}") from error
    names = [str(network.config.id2label[at]) for at in range(network.config.num_labels)]
    torch.set_num_threads(1)
    several = network.config.problem_type == "multi_label_classification" or len(names) == 1
    meant = meanings(names, told, model)
    name = f"{Path(model).name if folder == Path(model) else model}@{mark}"
    return HubClassifier(Loaded(name, tokenizer, network, meant, several), linear)


def _each(logits: Floats) -> Floats:
    shares: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0)))
    return shares


def _together(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
