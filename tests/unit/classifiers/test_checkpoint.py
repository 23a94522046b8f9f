"""A checkpoint is served whole and of the right revision, or not at all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.classifiers import CheckpointError
from bot.classifiers import load as load_classifier
from bot.classifiers.linear.checkpoint import Checkpoint, load, save
from tests.unit.classifiers.checkpoints import tiny


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), "utf-8")


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    made = tiny(spam="казино")
    name = save(made, tmp_path)
    back = load(tmp_path)
    assert back.name == name
    assert np.array_equal(back.weights, made.weights)
    assert np.array_equal(back.idf, made.idf)
    assert (back.scales, back.intercepts) == (made.scales, made.intercepts)
    assert back.calibration == made.calibration


def test_the_same_weights_have_the_same_bytes_and_name(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assert save(tiny(spam="казино"), first) == save(tiny(spam="казино"), second)
    assert (first / "weights.npz").read_bytes() == (second / "weights.npz").read_bytes()


def test_other_weights_have_another_name(tmp_path: Path) -> None:
    assert save(tiny(spam="казино"), tmp_path) != save(tiny(spam="крипта"), tmp_path)


@pytest.mark.parametrize("key", ["canonical_revision", "features_revision", "format"])
def test_another_revision_is_refused_by_name(tmp_path: Path, key: str) -> None:
    save(tiny(), tmp_path)
    edit(tmp_path, lambda manifest: manifest.update({key: 99}))
    with pytest.raises(CheckpointError, match=f"{key} is 99"):
        load(tmp_path)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    save(tiny(), tmp_path)
    path = tmp_path / "weights.npz"
    packed = bytearray(path.read_bytes())
    packed[len(packed) // 2] ^= 1
    path.write_bytes(bytes(packed))
    with pytest.raises(CheckpointError, match="damaged"):
        load(tmp_path)


@pytest.mark.parametrize("missing", ["manifest.json", "weights.npz"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    save(tiny(), tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(CheckpointError, match=missing):
        load(tmp_path)


@pytest.mark.parametrize("key", ["calibration", "scales", "bits"])
def test_a_manifest_with_a_hole_is_refused(tmp_path: Path, key: str) -> None:
    save(tiny(), tmp_path)
    edit(tmp_path, lambda manifest: manifest.pop(key))
    with pytest.raises(CheckpointError, match="not a whole checkpoint"):
        load(tmp_path)


def test_a_checkpoint_that_is_not_calibrated_is_refused(tmp_path: Path) -> None:
    save(tiny(), tmp_path)
    edit(tmp_path, lambda manifest: manifest["calibration"].pop("spam"))
    with pytest.raises(CheckpointError, match="not calibrated"):
        load_classifier(str(tmp_path))


def test_the_default_is_looked_up_under_the_root(tmp_path: Path) -> None:
    name = save(tiny(), tmp_path / "default")
    assert load_classifier("default", "auto", tmp_path).checkpoint == name


@pytest.mark.parametrize(
    ("checkpoint", "engine", "says"),
    [
        ("default", "transformer", "no transformer lane.*linear"),
        ("default", "quantum", "unknown.*auto, linear, transformer"),
        ("nowhere", "auto", "neither under.*org/name"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(
    tmp_path: Path, checkpoint: str, engine: str, says: str
) -> None:
    save(tiny(), tmp_path / "default")
    with pytest.raises(CheckpointError, match=says) as caught:
        load_classifier(checkpoint, engine, tmp_path)
    assert "\n" not in str(caught.value)


def test_nothing_in_a_checkpoint_is_ever_unpickled(tmp_path: Path) -> None:
    made: Checkpoint = tiny()
    save(made, tmp_path)
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as arrays:
        assert sorted(arrays) == ["idf", "weights"]
