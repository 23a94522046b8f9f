"""The command line: one file per command in `bot.cli`, loaded only when it is asked for.

Exit codes: 0 all went well, 1 something failed, 2 a fault in the configuration or in what was
typed, 3 a token was refused at start. Next: `bot.cli.run`, the command that matters.
"""

from bot.cli.lazy import LazyGroup

COMMANDS = {
    "run": ("run", "Watch over the communities until SIGTERM or Ctrl+C."),
    "demo": ("demo", "No tokens: a community in a box, and the bot at work in it."),
    "scan": ("scan", "Say what would be done about an export; never acts on anything."),
    "classify": ("classify", "Judge texts from standard input, one JSON a line."),
    "check": ("check", "Look for faults in the configuration and the policy."),
    "doctor": ("doctor", "Look at database, token, rights, clock and disk."),
    "migrate": ("migrate", "Bring the database to this version."),
    "explain": ("explain", "Say why a message or a case was treated so."),
    "export": ("export", "Write the audit log as JSONL, or the cases as CSV."),
    "audit": ("audit", "Check the chains of the audit log."),
    "backup": ("backup", "Copy the database, also while the bot runs."),
    "restore": ("restore", "Put a copy back."),
    "evaluate": ("evaluate", "Measure the classifier on labelled sets."),
    "train": ("train", "Train the classifier."),
}
"""Every command: its module in `bot.cli`, and its line in the help."""

cli = LazyGroup(
    "vakhta", "Vakhta keeps watch over a brand's communities (Telegram in this version).", COMMANDS
)


def main() -> None:
    """Run the command line; leaves through SystemExit with the code it chose."""
    cli(prog_name="vakhta")


if __name__ == "__main__":
    main()
