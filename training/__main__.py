"""`python -m training fit | evaluate`: a checkpoint from data, or the figures of one."""

import argparse
import json
import sys
from pathlib import Path

from bot.classifiers import CheckpointError, load
from training.card import table
from training.evaluating import as_json, evaluate
from training.fitting import Recipe
from training.running import Run, fit


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    if not asked.data.is_dir():
        print(f"no folder {asked.data}", file=sys.stderr)
        return 2
    if asked.command == "fit":
        print(fit(Run(asked.data, asked.out, Recipe(seed=asked.seed))))
        return 0
    try:
        classifier = load(asked.checkpoint)
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 2
    scores = evaluate(classifier, asked.data)
    print(f"{classifier.checkpoint}\n{table(scores)}")
    if asked.out:
        found = {"checkpoint": classifier.checkpoint, "scores": as_json(scores)}
        asked.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fitting = commands.add_parser("fit", help="learn a checkpoint and write its card")
    fitting.add_argument("--data", type=Path, required=True, help="folder of the *.jsonl.gz sets")
    fitting.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    fitting.add_argument("--seed", type=int, default=1)
    measuring = commands.add_parser("evaluate", help="print the table of the benchmark")
    measuring.add_argument("--data", type=Path, required=True)
    measuring.add_argument("--checkpoint", default="default", help="a name or a folder")
    measuring.add_argument("--out", type=Path, help="write the figures as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
