"""`python -m training fit | probe | nested | evaluate | speed | unchanged`: weights and figures."""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.classifiers import CheckpointError, load
from training.card import table
from training.evaluating import as_json, evaluate
from training.fitting import Recipe
from training.reading import texts
from training.running import Encoder, Run, fit
from training.sets import SOURCES
from training.speed import speeds
from training.unchanged import shares

_WORK: Final = Path.home() / ".cache" / "vakhta" / "training"
_FAULTY: Final = frozenset({"spam", "toxic", "offensive", "hate", "hateful", "ad"})
_TIMED: Final = 3200
_TIMED_LENGTHS: Final = range(40, 200)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    if "data" in asked and not asked.data.is_dir():
        print(f"no folder {asked.data}", file=sys.stderr)
        return 2
    commands = {
        "fit": _fit,
        "probe": _probe,
        "nested": _nested,
        "urgency": _urgency,
        "evaluate": _evaluate,
        "speed": _speed,
        "unchanged": _unchanged,
    }
    try:
        commands[asked.command](asked)
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _fit(asked: argparse.Namespace) -> None:
    encoder = Encoder(asked.base, asked.work, asked.minutes) if asked.base else None
    print(fit(Run(asked.data, asked.out, Recipe(seed=asked.seed), encoder)))


def _probe(asked: argparse.Namespace) -> None:
    # torch takes seconds and memory that the other commands do without.
    from training.encoder.probing import Probe, probe  # noqa: PLC0415

    left_out = tuple(name for name in asked.leave_out.split(",") if name)
    wish = Probe(asked.data, asked.base, asked.out, asked.minutes, left_out, asked.seed)
    lines = probe(wish, lambda said: print(said, file=sys.stderr, flush=True))
    print("\n".join(lines))


def _nested(asked: argparse.Namespace) -> None:
    from training.encoder.nesting import Answered, nested  # noqa: PLC0415

    for found in nested([Answered.read(folder) for folder in asked.runs]):
        print(found.line(), flush=True)


def _urgency(asked: argparse.Namespace) -> None:
    from bot.classifiers.transformer.fused import FusedClassifier  # noqa: PLC0415
    from training.encoder import ringing  # noqa: PLC0415

    classifier = load(asked.checkpoint)
    if not isinstance(classifier, FusedClassifier):
        raise CheckpointError(f"{classifier.checkpoint} has no transformer lane")
    rung, total = ringing.stream(classifier, asked.data)
    if asked.unread:
        for one in rung:
            if one.urgent is None:
                print(one.row.mark, one.row.source, f"{one.probability:.2f}", one.row.text.cased)
        return
    print("\n".join(ringing.lines(rung, total)))
    said = ringing.recall(classifier, asked.data, lambda line: print(line, file=sys.stderr))
    print("\n".join(said))


def _evaluate(asked: argparse.Namespace) -> None:
    classifier = load(asked.checkpoint)
    scores = evaluate(classifier, asked.data)
    print(f"{classifier.checkpoint}\n{table(scores)}")
    if asked.out:
        found = {"checkpoint": classifier.checkpoint, "scores": as_json(scores)}
        asked.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _speed(asked: argparse.Namespace) -> None:
    texts = [text for text in _ordinary(asked.data) if len(text) in _TIMED_LENGTHS]
    chosen = random.Random(1).sample(texts, min(_TIMED, len(texts)))
    engines = {load(asked.checkpoint, engine).checkpoint: engine for engine in ("linear", "auto")}
    for name, engine in engines.items():
        print(f"{name} (engine = {engine})")
        for what, value in speeds(load(asked.checkpoint, engine), chosen).items():
            print(f"  {what:43} {value:12.1f}")


def _unchanged(asked: argparse.Namespace) -> None:
    print("\n".join(shares(_ordinary(asked.data)).lines()))


def _ordinary(data: Path) -> Iterator[str]:
    for source in SOURCES:
        yield from texts(data, source.name, but=_FAULTY)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    helps = {
        "fit": "learn a checkpoint and write its card",
        "probe": "learn both lanes without some sources, and print how they do there",
        "nested": "print how the two fused do on sources that no probe of several has seen",
        "urgency": "print how much of what is urgent rings, and how often for nothing",
        "evaluate": "print the table of the benchmark",
        "speed": "print how fast a checkpoint answers here",
        "unchanged": "print how often canonical text changes ordinary messages",
    }
    made = {name: commands.add_parser(name, help=words) for name, words in helps.items()}
    for name, command in made.items():
        if name != "nested":
            command.add_argument("--data", type=Path, required=True, help="folder of the sets")
    made["nested"].add_argument("runs", type=Path, nargs="+", help="folders of probes")
    made["fit"].add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    for name in ("fit", "probe"):
        made[name].add_argument("--seed", type=int, default=1)
        made[name].add_argument("--base", type=Path, help="folder of the encoder's base")
        made[name].add_argument("--minutes", type=float, default=30.0, help="picks the steps, once")
    made["fit"].add_argument("--work", type=Path, default=_WORK, help="states of the runs")
    probe = made["probe"]
    probe.add_argument("--out", type=Path, required=True, help="folder of the run's state")
    probe.add_argument("--leave-out", default="", help="sources, with commas between them")
    made["evaluate"].add_argument("--out", type=Path, help="write the figures as JSON")
    made["urgency"].add_argument("--unread", action="store_true", help="print who rang unread")
    for name in ("evaluate", "speed", "urgency"):
        made[name].add_argument("--checkpoint", default="default", help="a name or a folder")
    return parser


if __name__ == "__main__":
    sys.exit(main())
