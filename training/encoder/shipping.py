"""The transformer lane of a checkpoint: probes without some sources, a whole run, and the fusion.

Each part lies in its own folder under the work folder; what is done there is not done again, so an
interrupted run goes on where it was. `running` calls this after the linear lane is written.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bot.classifiers.transformer import checkpoint as files
from bot.classifiers.transformer.checkpoint import HEADS, Fusion, Manifest
from training.encoder.lanes import FILE as LANES
from training.encoder.lanes import Lanes
from training.encoder.learning import Say
from training.encoder.nesting import Answered, fused, nested
from training.encoder.probing import Probe, probe
from training.encoder.recipe import LAYERS, Recipe
from training.mixing import CALM

LEFT_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "app": ("ru_app_reviews", "ru_toxic_2ch_pikabu", "telegram_spam_ru"),
    "banks": ("sentirueval2016_banks", "russe_detox_2022", "tg_spam_umputun"),
    "telecom": (
        *("sentirueval2016_telecom", "tweeteval_offensive", "telegram_spam_monalenka"),
        *("tg_spam_umputun", "sms_spam", "youtube_spam"),
    ),
}
"""The probes: of each kind of text that a brand meets, one source that the run knows nothing of."""

WHOLE: Final = "whole"
RINGS: Final = 0.003
"""Share of calm messages above one half of urgency: an urgent card sounds at night."""


@dataclass(frozen=True, slots=True)
class Shipping:
    """Where things lie, and how long each run may learn."""

    data: Path
    base: Path
    work: Path
    minutes: float
    seed: int = 1


def ship(asked: Shipping, out: Path, linear_lane: str, say: Say) -> tuple[str, list[str]]:
    """Write the transformer lane into `out`; returns its name and the figures of the probes."""
    for name, left_out in {**LEFT_OUT, WHOLE: ()}.items():
        folder = asked.work / name
        if not (folder / LANES).exists():
            say(f"run {name}, without {', '.join(left_out) or 'leaving anything out'}")
            wish = Probe(asked.data, asked.base, folder, asked.minutes, left_out, asked.seed)
            probe(wish, say)
    probes = [Answered.read(asked.work / name) for name in LEFT_OUT]
    whole = Answered.read(asked.work / WHOLE)
    fusion = {head: fused(whole, probes, head) for head in HEADS}
    fusion["urgency"] = ringing_seldom(fusion["urgency"], whole.heads["urgency"])
    shutil.copyfile(asked.work / WHOLE / files.WEIGHTS, out / files.WEIGHTS)
    shutil.copyfile(asked.base / "tokenizer.json", out / files.TOKENIZER)
    recipe = Recipe.load(asked.work / WHOLE)
    reads = {head: LAYERS.get(head, (recipe.layers,)) for head in HEADS}
    manifest = Manifest(linear_lane, reads, fusion, recipe.longest)
    return files.save(manifest, out), [found.line() for found in nested(probes)]


def ringing_seldom(fitted: Fusion, lanes: Lanes) -> Fusion:
    """Return `fitted` with one half where the mean source of calm messages rings `RINGS` times."""
    logits = fitted.linear * lanes.linear[:, 0] + fitted.encoder * lanes.encoder[:, 0]
    calm = (lanes.targets == 0) & (lanes.weights == CALM)
    sources, sizes = np.unique(lanes.sources[calm], return_counts=True)
    share = dict(zip(sources.tolist(), (1.0 / (len(sizes) * sizes)).tolist(), strict=True))
    order = np.argsort(-logits[calm])
    rings = np.cumsum([share[name] for name in lanes.sources[calm][order].tolist()])
    threshold = float(logits[calm][order[int(np.searchsorted(rings, RINGS))]])
    return Fusion(fitted.linear, fitted.encoder, (-threshold,))
