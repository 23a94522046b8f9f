"""The sentences written for urgency teach that head, and the others to leave people alone."""

from training.mixing import examples
from training.reading import seeds


def test_they_teach_urgency_both_ways() -> None:
    targets = [example.target for example in examples("urgency", seeds())]
    assert set(targets) == {0, 1}
    assert len(targets) == len(seeds())


def test_who_writes_so_is_neither_a_spammer_nor_rude_and_has_no_tone() -> None:
    for head in ("toxicity", "spam"):
        assert {example.target for example in examples(head, seeds())} == {0}
    assert examples("sentiment", seeds()) == []


def test_none_is_written_twice() -> None:
    assert len({row.key for row in seeds()}) == len(seeds())
