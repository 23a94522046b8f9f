"""Where a checkpoint's lanes lie, and a new linear lane beside the encoder it was fused with."""

import importlib.util
import shutil
from dataclasses import replace
from pathlib import Path

from bot.classifiers import ENCODER, SHIPPED, CheckpointError
from bot.classifiers.linear import checkpoint as files
from bot.classifiers.linear.checkpoint import Checkpoint


def located(checkpoint: str) -> Path:
    """Return the folder of a checkpoint with a linear lane; raises CheckpointError."""
    for folder in (SHIPPED / checkpoint, Path(checkpoint)):
        if (folder / "manifest.json").is_file():
            return folder
    raise CheckpointError(
        f"checkpoint {checkpoint!r} has no linear lane that decisions could teach; "
        'it works with checkpoint = "default" and with what was made from it'
    )


def followed(folder: Path, after: Checkpoint, out: Path) -> str:
    """Write the new linear lane into `out`, with the old one's encoder; returns its name."""
    before = files.load(folder).name
    name = files.save(after, out)
    if not (folder / ENCODER).is_file() or importlib.util.find_spec("torch") is None:
        return name
    from bot.classifiers.transformer import checkpoint as encoder  # noqa: PLC0415 - torch is heavy

    manifest = encoder.load(folder, before)
    for file in (encoder.WEIGHTS, encoder.TOKENIZER):
        shutil.copyfile(folder / file, out / file)
    return encoder.save(replace(manifest, linear_lane=name), out)
