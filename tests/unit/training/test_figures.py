"""The figures about the canonical text and the speed count what they say."""

import pytest

from bot.classifiers.linear.linear import LinearClassifier
from tests.unit.classifiers.checkpoints import tiny
from training.speed import speeds
from training.unchanged import ONE_SCRIPT, letters_changed, shares


@pytest.mark.parametrize(
    "text",
    ["Всё хорошо", "НЕЕЕЕТ", "см. https://a.ru @nick", "ｆｕｌｌ", "2х4 и b2b", "а. с. пушкин"],
)
def test_case_masks_widths_and_stretching_are_no_change(text: str) -> None:
    assert letters_changed(text) is None


def test_a_change_is_counted_under_its_class_and_a_word_of_two_scripts_is_explained() -> None:
    found = shares(["всё", "прiвет", "к а з и н о", "c0баka", "с0бака и прiвет"])
    assert found.total == 5
    assert found.classes == {ONE_SCRIPT: 1, "leet+lookalikes": 2}, "joined letters are the same"
    assert (found.changed, found.unexplained) == (3, 2)


def test_the_sums_with_and_without_what_is_explained_stand_side_by_side() -> None:
    lines = shares(["всё", "прiвет", "с0бака", "да"]).lines()
    assert [line.split()[-2:] for line in lines[-2:]] == [["2", "50.0000%"], ["1", "25.0000%"]]


def test_speed_has_every_figure_of_the_bars() -> None:
    found = speeds(LinearClassifier(tiny()), ["добрый день"] * 40)
    assert found["judged in batches of 32, messages/s"] > 0
    assert found["judged alone, us, p50"] <= found["judged alone, us, p99"]
    assert all(value > 0 for value in found.values())
