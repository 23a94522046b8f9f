"""`vakhta check`: what can be found wrong without touching a database or a platform."""

import re
import sys
from pathlib import Path

import click

from bot.cli.configured import BAD_CONFIG, config_option, configured, say
from bot.config import Config

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


@click.command()
@config_option
def check(config_path: Path | None) -> None:
    """Look for faults in the configuration and the policy; each with its line, exit 2 on any."""
    config = configured(config_path)
    faults = [*token_faults(config), *policy_faults(config.policy.file)]
    for fault in faults:
        say(fault)
    if faults:
        sys.exit(BAD_CONFIG)
    platforms = " and ".join(name for name in ("telegram", "vk") if getattr(config, name))
    policy = config.policy.file or "the built-in policy"
    click.echo(f"All is well: {platforms}, mode {config.bot.mode}, {policy}.")


def token_faults(config: Config) -> list[str]:
    """Return a line where the token cannot be one, without repeating it."""
    token = config.telegram.token.get_secret_value() if config.telegram else "0:0"
    if _TOKEN.fullmatch(token):
        return []
    return ["telegram.token: is no token; @BotFather gives one such as 123456789:AAF…"]


def policy_faults(file: Path | None) -> list[str]:
    """Return every fault of a policy file as a line; none where there is no file."""
    from handlers.policy.faults import PolicyError  # noqa: PLC0415 - only this command needs it
    from handlers.policy.load import load_policy  # noqa: PLC0415 - likewise

    if file is None:
        return []
    try:
        load_policy(file)
    except PolicyError as error:
        return [fault.worded for fault in error.faults]
    except FileNotFoundError:
        return [f"{file}: there is no such file; it is named under [policy]"]
    except (OSError, UnicodeDecodeError) as error:
        return [f"{file}: cannot be read ({type(error).__name__})"]
    return []
