"""Calls share batches, keep their order, and are never kept waiting past the deadline."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.classifiers.batching import Engine, Judge, Limits, MicroBatcher
from handlers.canonical import Canonical, canonicalise
from models.signal import Judgement, Sentiment


def judgement(text: Canonical) -> Judgement:
    tones = Sentiment(negative=0.0, neutral=1.0, positive=0.0)
    return Judgement("fake@1", text.text, tones, toxicity=0.0, spam=0.0, urgency=0.0)


class Recorder:
    """An engine that remembers its batches and, if told to, waits for leave to answer."""

    def __init__(self, *, held: bool = False, broken: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.leave = threading.Event()
        self.entered = threading.Event()
        self.broken = broken
        if not held:
            self.leave.set()

    def judge(self, texts: Sequence[Canonical]) -> list[Judgement]:
        self.batches.append([text.text for text in texts])
        self.entered.set()
        self.leave.wait(10)
        if self.broken:
            raise ValueError
        return [judgement(text) for text in texts]

    def engine(self, *, off_loop: bool = False, stand_in: Judge | None = None) -> Engine:
        return Engine("fake@1", self.judge, lambda _text, _head: (), off_loop, stand_in)


def quick(words: Sequence[Canonical]) -> list[Judgement]:
    return [replace(judgement(text), checkpoint="quick@1") for text in words]


@asynccontextmanager
async def running(batcher: MicroBatcher) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        worker = group.create_task(batcher.run())
        try:
            yield
        finally:
            worker.cancel()


def texts(*words: str) -> list[Canonical]:
    return [canonicalise(word) for word in words]


def said(answers: Sequence[Judgement | None]) -> list[str | None]:
    return [answer.language if answer else None for answer in answers]


async def test_calls_that_come_at_once_are_judged_together_and_answered_each() -> None:
    recorder = Recorder()
    batcher = MicroBatcher(recorder.engine())
    async with running(batcher):
        answers = await asyncio.gather(*(batcher.classify(texts(word)) for word in "абвг"))
    assert recorder.batches == [["а", "б", "в", "г"]]
    assert [said(answer) for answer in answers] == [["а"], ["б"], ["в"], ["г"]]
    assert (batcher.counters.batches, batcher.counters.texts) == (1, 4)


async def test_one_call_with_many_texts_is_answered_in_order_over_several_batches() -> None:
    recorder = Recorder()
    batcher = MicroBatcher(recorder.engine(), Limits(largest=3))
    words = [f"слово{chr(0x430 + at)}" for at in range(20)]
    async with running(batcher):
        assert said(await batcher.classify(texts(*words))) == words
    assert max(map(len, recorder.batches)) == 3


async def test_the_queue_is_bounded() -> None:
    recorder = Recorder(held=True)
    batcher = MicroBatcher(recorder.engine(off_loop=True), Limits(largest=2))
    deepest = 0

    async def watch() -> None:
        nonlocal deepest
        for _ in range(200):
            deepest = max(deepest, batcher.waiting)
            await asyncio.sleep(0)
        recorder.leave.set()

    async with running(batcher):
        answers, _ = await asyncio.gather(batcher.classify(texts(*"абвгдежзиклмнопрст")), watch())
    assert said(answers) == list("абвгдежзиклмнопрст")
    assert deepest <= 2 * 4


async def test_a_lone_call_does_not_wait_for_company() -> None:
    recorder = Recorder()
    batcher = MicroBatcher(recorder.engine(), Limits(linger=60.0))
    async with running(batcher), asyncio.timeout(5):
        assert said(await batcher.classify(texts("да"))) == ["да"]


async def test_a_late_answer_is_silence_and_is_counted() -> None:
    recorder = Recorder(held=True)
    batcher = MicroBatcher(recorder.engine(off_loop=True), Limits(deadline=0.01))
    async with running(batcher):
        assert await batcher.classify(texts("раз", "два")) == [None, None]
        recorder.leave.set()
        assert batcher.counters.late == 2
        assert batcher.waiting == 0


async def test_what_nobody_waits_for_any_more_is_not_judged() -> None:
    recorder = Recorder(held=True)
    batcher = MicroBatcher(recorder.engine(off_loop=True), Limits(deadline=0.05))
    async with running(batcher), asyncio.TaskGroup() as group:
        first = group.create_task(batcher.classify(texts("первый")))
        await asyncio.to_thread(recorder.entered.wait, 5)
        second = group.create_task(batcher.classify(texts("второй")))
        assert await first == [None]
        assert await second == [None]
        recorder.leave.set()
        assert said(await batcher.classify(texts("третий"))) == ["третий"]
    assert recorder.batches == [["первый"], ["третий"]]


async def test_a_batch_that_the_engine_cannot_digest_is_silence_and_the_watch_goes_on() -> None:
    recorder = Recorder(broken=True)
    batcher = MicroBatcher(recorder.engine())
    async with running(batcher):
        assert await batcher.classify(texts("яд")) == [None]
        recorder.broken = False
        assert said(await batcher.classify(texts("вода"))) == ["вода"]
    assert batcher.counters.faults == 1


async def test_a_cancelled_caller_leaves_nothing_behind() -> None:
    recorder = Recorder(held=True)
    batcher = MicroBatcher(recorder.engine(off_loop=True))
    async with running(batcher):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await batcher.classify(texts("ушёл"))
        recorder.leave.set()
        assert said(await batcher.classify(texts("пришёл"))) == ["пришёл"]


def names(answers: Sequence[Judgement | None]) -> list[str]:
    return [answer.checkpoint if answer else "" for answer in answers]


async def test_whoever_finds_the_queue_full_is_answered_by_the_stand_in_at_once() -> None:
    recorder = Recorder(held=True)
    batcher = MicroBatcher(recorder.engine(off_loop=True, stand_in=quick), Limits(largest=1))
    async with running(batcher), asyncio.TaskGroup() as group:
        first = group.create_task(batcher.classify(texts("первый")))
        await asyncio.to_thread(recorder.entered.wait, 10)
        waiting = [group.create_task(batcher.classify(texts(word))) for word in "абвг"]
        await asyncio.sleep(0)
        answers = await batcher.classify(texts("лишний"))
        assert (said(answers), names(answers)) == (["лишний"], ["quick@1"])
        assert batcher.counters.stood_in == 1
        recorder.leave.set()
    assert [names(task.result()) for task in (first, *waiting)] == [["fake@1"]] * 5


async def test_lateness_is_answered_by_the_stand_in_and_counted() -> None:
    recorder = Recorder(held=True)
    limits = Limits(deadline=0.02)
    batcher = MicroBatcher(recorder.engine(off_loop=True, stand_in=quick), limits)
    async with running(batcher):
        answers = await batcher.classify(texts("а", "б"))
        recorder.leave.set()
    assert (said(answers), names(answers)) == (["а", "б"], ["quick@1"] * 2)
    assert (batcher.counters.late, batcher.counters.stood_in) == (2, 2)


async def test_a_text_that_the_engine_fails_on_is_left_to_the_stand_in() -> None:
    batcher = MicroBatcher(Recorder(broken=True).engine(off_loop=True, stand_in=quick))
    async with running(batcher):
        assert names(await batcher.classify(texts("а"))) == ["quick@1"]
    assert (batcher.counters.faults, batcher.counters.stood_in) == (1, 1)


async def test_the_same_text_is_judged_once_and_the_oldest_forgotten() -> None:
    recorder = Recorder()
    batcher = MicroBatcher(recorder.engine(off_loop=True), Limits(remembered=2))
    async with running(batcher):
        for word in ("а", "а", "б", "А", "а"):
            assert names(await batcher.classify(texts(word))) == ["fake@1"]
    assert recorder.batches == [["а"], ["б"], ["а"], ["а"]]
    assert batcher.counters.remembered == 1


async def test_what_the_stand_in_said_is_not_remembered() -> None:
    recorder = Recorder(broken=True)
    batcher = MicroBatcher(recorder.engine(off_loop=True, stand_in=quick))
    async with running(batcher):
        await batcher.classify(texts("а"))
        recorder.broken = False
        assert names(await batcher.classify(texts("а"))) == ["fake@1"]
