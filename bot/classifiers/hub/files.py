"""The files of a model: from a folder or fetched from the hub, and refused where they are unsafe.

Only safetensors are read (a pickle is a program), and only models that transformers knows without
running code that comes with them. Fetched once; afterwards no network is needed.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from bot.classifiers.errors import CheckpointError

_WANTED: Final = ["*.json", "*.safetensors", "*.txt", "*.model"]
_KIND: Final = "ForSequenceClassification"
_SHORT: Final = 12


def fetched(model: str, endpoint: str | None = None) -> Path:
    """Return the folder of a model id, downloaded with progress where it is not in the cache."""
    try:
        return Path(snapshot_download(model, allow_patterns=_WANTED, local_files_only=True))
    except HFValidationError as error:
        raise CheckpointError(f"{model!r} is no model id of a hub: {error}") from error
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(model, allow_patterns=_WANTED, endpoint=endpoint))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CheckpointError(
            f"model {model} is not on this machine and could not be fetched ({said}). Check the "
            "name and the network; or fetch it elsewhere, copy its folder here and set "
            'checkpoint = "/path/to/it"; checkpoint = "default" needs no network'
        ) from error


def verified(folder: Path, model: str) -> str:
    """Refuse what must not or cannot be loaded; returns the hash of the weights."""
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"model {model}: no readable config.json in {folder}") from error
    if "auto_map" in config:
        raise CheckpointError(
            f"model {model} brings program code of its own, which is never run here; take a model "
            "that transformers knows by itself"
        )
    kinds = config.get("architectures") or []
    if not any(_KIND in str(kind) for kind in kinds):
        raise CheckpointError(
            f"model {model} is {', '.join(map(str, kinds)) or 'of no stated kind'}; a classifier "
            f"is needed (…{_KIND})"
        )
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise CheckpointError(
            f"model {model} has no safetensors; pickled weights can run code and are not read. "
            "Convert them, or take a model that has them"
        )
    return _hash([folder / "config.json", *weights])


def _hash(files: list[Path]) -> str:
    found = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            found.update(hashlib.file_digest(opened, "sha256").digest())
    return found.hexdigest()[:_SHORT]
