"""Writes the reference pages from the code, so that they cannot drift: `python -m docs.references`.

`tests/house/test_docs.py` sees that what is committed is what this would write. Each page keeps the
words around its markers; only what stands between them is made.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, Final, cast

import click

from bot.__main__ import cli
from bot.config import Key, describe
from handlers.policy.conditions import CONDITIONS
from handlers.policy.default import DEFAULT_RULES

FOLDER: Final = Path(__file__).parent / "reference"
BEGIN: Final = "<!-- made by docs/references.py: begin -->"
END: Final = "<!-- made by docs/references.py: end -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )


def configuration() -> str:
    """One table a section of config.toml, in its order."""
    sections: dict[str, list[Key]] = {}
    for key in describe():
        sections.setdefault(key.section, []).append(key)
    return "\n\n".join(f"## [{name}]\n\n{_settings(keys)}" for name, keys in sections.items())


def _settings(keys: Iterable[Key]) -> str:
    rows = [
        (
            f"`{key.name}`",
            key.type,
            f"`{key.default}`" if key.default else "",
            key.doc,
            _variable(key),
        )
        for key in keys
    ]
    return table(("key", "type", "default", "what it is", "environment"), rows)


def _variable(key: Key) -> str:
    return "`VAKHTA_" + "__".join((*key.section.split("."), key.name)).upper() + "`"


def conditions() -> str:
    """One row a condition that policy files may use."""
    rows = [
        (
            f"`{name}`",
            _sentence(condition),
            "<br>".join(_options(fields(cast("Any", condition)))) or "none",
        )
        for name, condition in sorted(CONDITIONS.items())
    ]
    return table(("condition", "holds when", "parameters"), rows)


def _options(parameters: Iterable["Field[object]"]) -> list[str]:
    return [
        f"`{one.name}`: {one.metadata['doc']}"
        + ("" if one.default is MISSING else f" (`{_toml(one.default)}`)")
        for one in parameters
        if "doc" in one.metadata
    ]


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def rules() -> str:
    """One row a built-in rule."""
    rows = [
        (
            f"`{rule.name}`",
            rule.kind,
            ", ".join(rule.acts),
            "yes" if rule.strict else "",
            rule.description,
        )
        for rule in DEFAULT_RULES
    ]
    return table(("rule", "kind", "acts", "strict", "what it is for"), rows)


def commands() -> str:
    """Every command with its options."""
    return "\n\n".join(_command(path, one) for path, one in walk(cli, "vakhta"))


def walk(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    """Return the commands under `command` by the words that a person types."""
    if not isinstance(command, click.Group):
        return [(path, command)]
    return [
        found
        for name in command.commands
        for found in walk(command.commands[name], f"{path} {name}")
    ]


def _command(path: str, command: click.Command) -> str:
    rows = [
        (f"`{_spelt(one)}`", str(getattr(one, "help", None) or ""))
        for one in command.params
        if not getattr(one, "hidden", False)
    ]
    described = table(("option", "what it does"), rows) if rows else "No options."
    return f"## {path}\n\n{_prose(command.help or '')}\n\n{described}"


def _spelt(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(click.Context(click.Command("x")))
    return ", ".join(parameter.opts)


def _prose(text: str) -> str:
    return " ".join(text.split())


def _sentence(thing: type) -> str:
    return _prose((thing.__doc__ or "").split("\n\n")[0])


PAGES: Final[dict[str, Callable[[], str]]] = {
    "configuration.md": configuration,
    "conditions.md": conditions,
    "rules.md": rules,
    "commands.md": commands,
}


def written(name: str) -> str:
    """Return a page as it should be."""
    page = (FOLDER / name).read_text(encoding="utf-8")
    head, rest = page.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n\n{PAGES[name]()}\n\n{END}{tail}"


def main() -> None:
    """Write every page."""
    for name in PAGES:
        (FOLDER / name).write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
