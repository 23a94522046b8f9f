"""Nothing in the house grows past what fits on a screen: the table is printed, the limits are hard.

A function or a file that is better long says so: `# long: why` on the `def` line, or among the
first lines of the file.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREES = ("vakhta", "bot", "handlers", "models", "sandbox", "training", "benchmarks")
MOST_LINES_OF_FUNCTION = 40
MOST_LINES_OF_FILE = 250
EXPLAINED = "# long: "

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def files_of(tree: str) -> list[Path]:
    return sorted((ROOT / tree).rglob("*.py"))


def functions_of(source: str) -> Iterator[tuple[str, int, int, bool]]:
    """Yield name, first line, length and whether its length is explained."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, FUNCTIONS):
            last = node.end_lineno or node.lineno
            signature = lines[node.lineno - 1 : node.body[0].lineno - 1] or [lines[node.lineno - 1]]
            explained = any(EXPLAINED in line for line in signature)
            yield node.name, node.lineno, last - node.lineno + 1, explained


def too_long(tree: str) -> Iterator[str]:
    for path in files_of(tree):
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        where = path.relative_to(ROOT)
        if len(lines) > MOST_LINES_OF_FILE and EXPLAINED not in "\n".join(lines[:5]):
            yield f"{where}: {len(lines)} lines, {MOST_LINES_OF_FILE} at most"
        for name, at, length, explained in functions_of(source):
            if length > MOST_LINES_OF_FUNCTION and not explained:
                yield f"{where}:{at}: {name} has {length} lines, {MOST_LINES_OF_FUNCTION} at most"


def quantile(values: list[int], share: float) -> int:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


def row(tree: str) -> str:
    sources = [path.read_text(encoding="utf-8") for path in files_of(tree)]
    files = [len(source.splitlines()) for source in sources]
    functions = [length for source in sources for _, _, length, _ in functions_of(source)]
    cells = [
        f"{tree:<11}{len(files):>6}{sum(files):>8}",
        *(f"{quantile(files, q):>6}" for q in (0.5, 0.9, 1)),
        "  |",
        *(f"{quantile(functions, q):>6}" for q in (0.5, 0.9, 1)),
    ]
    return "".join(cells)


def test_no_function_and_no_file_is_longer_than_the_budget(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with capsys.disabled():
        print("\n           files   lines   p50   p90   max  | fn p50   p90   max")
        for tree in TREES:
            print(row(tree))
    assert [line for tree in TREES for line in too_long(tree)] == []


def test_a_long_function_is_seen_unless_its_def_line_explains_it() -> None:
    body = "\n".join(f"    a = {n}" for n in range(MOST_LINES_OF_FUNCTION))
    plain = f"def f() -> None:\n{body}\n"
    explained = f"def f() -> None:  # long: a table\n{body}\n"
    assert [(length, why) for _, _, length, why in functions_of(plain)] == [(41, False)]
    assert [(length, why) for _, _, length, why in functions_of(explained)] == [(41, True)]
