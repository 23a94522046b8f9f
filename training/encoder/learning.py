"""One fine-tuning run: deterministic given its recipe, and resumed where it was interrupted.

The budget in minutes picks the number of steps once, by timing the first ones; the number is in the
run's config then, and the schedule follows it. State is written every ten minutes.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from bot.classifiers.transformer.checkpoint import HEADS
from bot.classifiers.transformer.encoder import Encoder, Geometry, from_bert, padded
from bot.classifiers.transformer.tokens import Tokens
from training.encoder.lessons import Lesson, batches
from training.encoder.recipe import LAYERS, SHARES, Recipe

STATE: Final = "state.pt"
_TIMED_STEPS: Final = 40
_SAVE_SECONDS: Final = 600.0
_LAST_RATE: Final = 0.02
_SAID_EVERY: Final = 200

Say = Callable[[str], None]


@dataclass(slots=True)
class Course:
    """Lessons with their token ids."""

    lessons: Sequence[Lesson]
    ids: Sequence[Sequence[int]]

    @classmethod
    def of(cls, lessons: Sequence[Lesson], base: Path, longest: int) -> "Course":
        """Read all texts with the base's tokenizer."""
        tokens = Tokens(base / "tokenizer.json", longest)
        return cls(lessons, tokens.ids([lesson.text for lesson in lessons]))


def fresh(base: Path, recipe: Recipe) -> Encoder:
    """Return an encoder with the base's lower layers and heads of chance."""
    torch.manual_seed(recipe.seed)
    weights = load_file(base / "model.safetensors")
    pieces = next(value.shape[0] for name, value in weights.items() if "word_embed" in name)
    size = Geometry(layers=recipe.layers, pieces=pieces)
    encoder = Encoder(size, HEADS, LAYERS, recipe.dropout)
    from_bert(weights, encoder)
    fixed = [encoder.places, *encoder.normal.parameters()] if recipe.frozen else []
    for layer in encoder.layers[: recipe.frozen]:
        fixed += layer.parameters()
    for weight in fixed:
        weight.requires_grad = False
    return encoder


def averaged(tuned: Encoder, base: Path, recipe: Recipe) -> Encoder:
    """Return `tuned` with layers that lie `recipe.kept` of the way from the base's to its own.

    What tuning gains on the sets it saw it partly loses on others; the average keeps most of both.
    """
    before = fresh(base, recipe).state_dict()
    state = {
        name: value if name.startswith("heads.") else torch.lerp(before[name], value, recipe.kept)
        for name, value in tuned.state_dict().items()
    }
    found = fresh(base, recipe)
    found.load_state_dict(state)
    return found


def steps_for(minutes: float, course: Course, base: Path, recipe: Recipe) -> int:
    """Return how many steps fit into a budget, by timing some on a copy that is thrown away."""
    run = Run(fresh(base, recipe), course, replace(recipe, steps=_TIMED_STEPS * 10))
    started = time.monotonic()
    for _ in range(_TIMED_STEPS):
        run.step()
    return max(_TIMED_STEPS, int(minutes * 60 / (time.monotonic() - started) * _TIMED_STEPS))


class Conventions(nn.Module):
    """What each source adds to the logits of each head: its annotators' habits, not the tone.

    Learned beside the heads and left behind: what is served answers for no source in particular.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        """Start without any habit."""
        super().__init__()
        self._places = {source: at for at, source in enumerate(sources)}
        self.habits = nn.ParameterDict(
            {head: torch.zeros(len(sources), HEADS[head]) for head in SHARES}
        )

    @override
    def forward(self, head: str, sources: Sequence[str]) -> Tensor:
        """Return what to add to a head's logits for texts of these sources."""
        table: Tensor = self.habits[head]
        return table[torch.tensor([self._places[source] for source in sources])]


class Run:
    """The state of one run; `learn` takes it to its end."""

    def __init__(self, encoder: Encoder, course: Course, recipe: Recipe) -> None:
        """Take what learns, what is learned, and the numbers."""
        self.encoder, self.course, self.recipe = encoder, course, recipe
        self.done = 0
        self._order = self._batches()
        self.conventions = Conventions(sorted({lesson.source for lesson in course.lessons}))
        own = {id(one) for one in encoder.heads.parameters()}
        taught = [one for head in SHARES for one in encoder.heads[head].parameters()]
        heads = [*taught, *self.conventions.parameters()]
        body = [one for one in encoder.parameters() if one.requires_grad and id(one) not in own]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": body, "lr": recipe.rate, "full": recipe.rate},
                {"params": heads, "lr": recipe.head_rate, "full": recipe.head_rate},
            ],
            weight_decay=0.01,
        )

    def step(self) -> float:
        """Learn from one batch; returns its loss."""
        self.encoder.train()
        self.encoder.layers[: self.recipe.frozen].eval()
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.done)
        chosen = next(self._order)
        for group in self._optimiser.param_groups:
            group["lr"] = group["full"] * self._schedule()
        ids, lengths = padded([self.course.ids[one] for one in chosen])
        answers = self.encoder(ids, lengths)
        loss = self._loss(answers, [self.course.lessons[one] for one in chosen])
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
        self._optimiser.step()
        self.done += 1
        return float(loss.detach())

    def learn(self, folder: Path, say: Say) -> None:
        """Go on to the last step, writing the state every ten minutes."""
        saved, mean = time.monotonic(), 0.0
        while self.done < self.recipe.steps:
            loss = self.step()
            mean = 0.99 * mean + 0.01 * loss
            if self.done % _SAID_EVERY == 0:
                say(f"step {self.done} of {self.recipe.steps}, loss {mean:.4f}")
            if time.monotonic() - saved > _SAVE_SECONDS:
                self.save(folder)
                saved = time.monotonic()
        self.save(folder)

    def save(self, folder: Path) -> None:
        """Write weights, optimiser and step; a crash in between leaves the state before."""
        state: dict[str, Any] = {
            "encoder": self.encoder.state_dict(),
            "conventions": self.conventions.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "done": self.done,
        }
        torch.save(state, folder / f"{STATE}.new")
        (folder / f"{STATE}.new").replace(folder / STATE)

    def resume(self, folder: Path) -> bool:
        """Take up a state that was written; False where there is none."""
        if not (folder / STATE).exists():
            return False
        state = torch.load(folder / STATE, weights_only=True)
        self.encoder.load_state_dict(state["encoder"])
        self.conventions.load_state_dict(state["conventions"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._order = self._batches()
        for _ in range(state["done"]):
            next(self._order)
        self.done = state["done"]
        return True

    def _batches(self) -> Iterator[list[int]]:
        lengths = [len(ids) for ids in self.course.ids]
        dice = random.Random(self.recipe.seed)
        return batches(self.course.lessons, lengths, self.recipe.tokens, dice)

    def _schedule(self) -> float:
        share = self.done / self.recipe.steps
        rise = min(1.0, (self.done + 1) / max(1.0, self.recipe.warm_up * self.recipe.steps))
        return rise * max(_LAST_RATE, 1.0 - share)

    def _loss(self, answers: dict[str, Tensor], taught: Sequence[Lesson]) -> Tensor:
        """Return the mean over texts of each head's loss on those that teach it."""
        losses = []
        for head in SHARES:
            logits = answers[head]
            rows = [at for at, lesson in enumerate(taught) if head in lesson.targets]
            if not rows:
                continue
            habits = self.conventions(head, [taught[at].source for at in rows])
            targets = torch.tensor([taught[at].targets[head] for at in rows])
            each = _each(logits[rows] + habits, targets, self.recipe.smoothing)
            shares = torch.tensor([taught[at].weights[head] / taught[at].share for at in rows])
            losses.append((each * shares).sum() / len(taught))
        return torch.stack(losses).sum()


def _each(logits: Tensor, targets: Tensor, smoothing: float) -> Tensor:
    if logits.shape[1] > 1:
        return functional.cross_entropy(
            logits, targets, label_smoothing=smoothing, reduction="none"
        )
    soft = targets * (1 - smoothing) + smoothing / 2
    return functional.binary_cross_entropy_with_logits(logits[:, 0], soft, reduction="none")
