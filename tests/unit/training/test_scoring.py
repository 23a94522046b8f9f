"""The measures give the numbers that the textbook gives."""

import numpy as np
import pytest

from training.scoring import calibration_error, confusion, f1s, mean_f1, rate


def test_f1_of_a_known_table() -> None:
    table = confusion(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 0]), 2)
    assert table.tolist() == [[2, 1], [1, 1]]
    assert f1s(table).tolist() == pytest.approx([2 / 3, 1 / 2])


def test_a_class_that_never_occurs_counts_as_zero() -> None:
    assert f1s(np.array([[5, 0], [0, 0]])).tolist() == [1.0, 0.0]


def test_the_mean_lies_in_its_interval_and_the_interval_shrinks() -> None:
    small, large = np.array([[40, 10], [5, 45]]), np.array([[4000, 1000], [500, 4500]])
    for table in (small, large):
        value, low, high = mean_f1(table, (0, 1))
        assert low < value < high
    assert mean_f1(large, (0, 1))[2] - mean_f1(large, (0, 1))[1] < 0.05


def test_wilson_intervals_are_wilsons() -> None:
    assert rate(0, 100) == pytest.approx((0.0, 0.0, 0.037), abs=5e-4)
    assert rate(50, 100) == pytest.approx((0.5, 0.404, 0.596), abs=5e-4)
    assert rate(0, 0) == (0.0, 0.0, 1.0)


def test_an_honest_forecaster_has_no_calibration_error() -> None:
    certainty = np.repeat([0.2, 0.8], 1500)
    honest = np.tile([True, False, False, False, False], 300).tolist()
    honest += np.tile([True, True, True, True, False], 300).tolist()
    assert calibration_error(certainty, np.array(honest)) < 0.01
    assert calibration_error(certainty, np.array(honest)[::-1]) > 0.5
