"""Micro-batches across chats: calls that come at once are judged together, and lateness is silence.

Lanes call `classify` as if they were alone. One worker, `run`, takes what waits, up to `largest`
texts; when nothing else is on its way it does not linger. An engine that is quick (the linear lane)
answers on the loop; a slow one is put on a thread, where waiting calls gather, and what it said of
a text is remembered for the next who writes the same.

The queue is bounded. A slow engine has a quick one to stand in for it: whoever finds the queue
full, waits past the deadline, or has a text the engine fails on is answered by the stand-in, whose
name the judgement carries. Without a stand-in one waits for room, and lateness is None.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from handlers.canonical import Canonical
from models.signal import Judgement, Reason

Judge = Callable[[Sequence[Canonical]], Sequence[Judgement]]
Explain = Callable[[Canonical, str], Sequence[Reason]]

_QUEUED_BATCHES: Final = 4


class Judges(Protocol):
    """What every lane can do, on the caller's thread."""

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights that answer."""
        ...

    def judge(self, texts: Sequence[Canonical]) -> list[Judgement]:
        """Judge texts in order."""
        ...

    def explain(self, text: Canonical, head: str) -> tuple[Reason, ...]:
        """Return the spans that moved `head` up most, strongest first."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """What does the judging: a name, a plain function, and whether it must leave the loop."""

    checkpoint: str
    judge: Judge
    explain: Explain
    off_loop: bool = False
    stand_in: Judge | None = None
    """Answers on the loop where this engine cannot in time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How texts are gathered; times in seconds."""

    largest: int = 64
    enough: int = 16
    """A batch of this size does not wait for more."""
    linger: float = 0.005
    """The longest wait for company, only while calls have been coming in company."""
    deadline: float | None = None
    """After this a text is answered by the stand-in, or with None; no deadline: never."""
    remembered: int = 4096
    """So many judgements of a slow engine are kept by the exact text."""


@dataclass(slots=True)
class Counters:
    """What has been done so far, for /metrics."""

    batches: int = 0
    texts: int = 0
    late: int = 0
    faults: int = 0
    """Batches in which the engine failed; their texts were left to the stand-in, or None."""
    stood_in: int = 0
    """Texts that the stand-in answered."""
    remembered: int = 0
    """Texts answered from memory."""


@dataclass(eq=False, slots=True)
class _Call:
    text: Canonical
    answer: asyncio.Future[Judgement | None] = field(repr=False)


class MicroBatcher:
    """A `Classifier` in front of an engine; `run` must be running in the owner's task group."""

    def __init__(self, engine: Engine, limits: Limits | None = None) -> None:
        """Wait for calls; nothing is judged until `run` runs."""
        self._engine = engine
        self._limits = limits or Limits()
        self._waiting: deque[_Call] = deque()
        self._called = asyncio.Event()
        self._taken = asyncio.Condition()
        self._company = False
        self._known: OrderedDict[tuple[str, str], Judgement] = OrderedDict()
        self.counters = Counters()

    @property
    def checkpoint(self) -> str:
        """Name and hash of the weights that answer."""
        return self._engine.checkpoint

    @property
    def waiting(self) -> int:
        """How many texts wait now."""
        return len(self._waiting)

    def explain(self, text: Canonical, head: str) -> Sequence[Reason]:
        """Return the spans that moved `head` most, strongest first."""
        return self._engine.explain(text, head)

    async def classify(self, texts: Sequence[Canonical]) -> list[Judgement | None]:
        """Judge texts in order; None for those that nobody could answer in time."""
        calls: list[_Call] = []
        try:
            async with asyncio.timeout(self._limits.deadline):
                for text in texts:
                    # One by one: those already put must be known when the deadline comes.
                    calls.append(self._remembered(text) or await self._queued(text))  # noqa: PERF401
                await asyncio.gather(*(call.answer for call in calls))
        except TimeoutError:
            self.counters.late += len(texts) - sum(_answered(call) for call in calls)
        finally:
            for call in calls:
                call.answer.cancel()
        answers = [call.answer.result() if _answered(call) else None for call in calls]
        return self._stood_in(texts, answers + [None] * (len(texts) - len(answers)))

    def _stood_in(
        self, texts: Sequence[Canonical], answers: list[Judgement | None]
    ) -> list[Judgement | None]:
        missing = [at for at, answer in enumerate(answers) if answer is None]
        if missing and self._engine.stand_in is not None:
            self.counters.stood_in += len(missing)
            found = self._engine.stand_in([texts[at] for at in missing])
            for at, answer in zip(missing, found, strict=True):
                answers[at] = answer
        return answers

    async def run(self) -> None:
        """Judge what waits, for ever; ends by cancellation."""
        while True:
            await self._called.wait()
            await self._gather()
            batch = self._take()
            if batch:
                await self._judge(batch)
            async with self._taken:
                self._taken.notify_all()

    async def _queued(self, text: Canonical) -> _Call:
        most = self._limits.largest * _QUEUED_BATCHES
        if len(self._waiting) >= most:
            if self._engine.stand_in is not None:
                return _done(text, None)
            async with self._taken:
                await self._taken.wait_for(lambda: len(self._waiting) < most)
        call = _Call(text, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        self._called.set()
        return call

    def _remembered(self, text: Canonical) -> _Call | None:
        known = self._known.get((text.text, text.cased))
        if known is None:
            return None
        self._known.move_to_end((text.text, text.cased))
        self.counters.remembered += 1
        return _done(text, known)

    def _remember(self, text: Canonical, answer: Judgement | None) -> None:
        if answer is not None and self._engine.off_loop:
            self._known[text.text, text.cased] = answer
            if len(self._known) > self._limits.remembered:
                self._known.popitem(last=False)

    async def _gather(self) -> None:
        # One turn of the loop lets everybody call who is ready to: no time passes for a lone call.
        await asyncio.sleep(0)
        if not self._company or len(self._waiting) >= self._limits.enough:
            return
        until = asyncio.get_running_loop().time() + self._limits.linger
        while len(self._waiting) < self._limits.enough:
            self._called.clear()
            left = until - asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(left):
                    await self._called.wait()
            except TimeoutError:
                return

    def _take(self) -> list[_Call]:
        batch: list[_Call] = []
        while self._waiting and len(batch) < self._limits.largest:
            call = self._waiting.popleft()
            if not call.answer.done():
                batch.append(call)
        if not self._waiting:
            self._called.clear()
        else:
            self._called.set()
        self._company = len(batch) > 1 and self._engine.off_loop
        return batch

    async def _judge(self, batch: list[_Call]) -> None:
        texts = [call.text for call in batch]
        self.counters.batches += 1
        self.counters.texts += len(batch)
        answers: Sequence[Judgement | None]
        try:
            if self._engine.off_loop:
                answers = await asyncio.to_thread(self._engine.judge, texts)
            else:
                answers = self._engine.judge(texts)
        except (ArithmeticError, LookupError, MemoryError, RuntimeError, ValueError):
            # One text that an engine cannot digest must not stop the watch: a count, and the
            # stand-in for the batch.
            self.counters.faults += 1
            answers = [None] * len(batch)
        for call, answer in zip(batch, answers, strict=True):
            self._remember(call.text, answer)
            if not call.answer.done():
                call.answer.set_result(answer)


def _answered(call: _Call) -> bool:
    return call.answer.done() and not call.answer.cancelled()


def _done(text: Canonical, answer: Judgement | None) -> _Call:
    call = _Call(text, asyncio.get_running_loop().create_future())
    call.answer.set_result(answer)
    return call
