"""A group of commands that imports a command only when it runs or shows its own help."""

import importlib
from collections.abc import Iterator, Mapping, MutableMapping

import click
from typing_extensions import override


class _Shelf(MutableMapping[str, click.Command]):
    """Commands by name; taking one imports its module."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = dict(places)
        self._taken: dict[str, click.Command] = {}

    @override
    def __getitem__(self, name: str) -> click.Command:
        if name not in self._taken:
            found = getattr(importlib.import_module(f"bot.cli.{self._places[name]}"), name)
            self[name] = found
        return self._taken[name]

    @override
    def __setitem__(self, name: str, command: click.Command) -> None:
        self._taken[name] = command

    @override
    def __delitem__(self, name: str) -> None:
        del self._taken[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    @override
    def __len__(self) -> int:
        return len(self._places)


class LazyGroup(click.Group):
    """Knows its commands by name; `vakhta --help` imports none of them."""

    def __init__(self, name: str, about: str, commands_at: Mapping[str, tuple[str, str]]) -> None:
        """Take where each command lives (module of `bot.cli`) and its line in the help."""
        super().__init__(
            name,
            help=about,
            context_settings={"help_option_names": ["-h", "--help"]},
            no_args_is_help=True,
        )
        self.commands = _Shelf({name: module for name, (module, _) in commands_at.items()})
        self._lines = [(name, line) for name, (_, line) in commands_at.items()]

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(self._lines)
