"""Starts the application from wherever it was put: a wheel, an editable install, a checkout.

A wheel carries the folders of the house under `_app`, so that nobody else's path gains a package
called `bot`. Only this process sees them; the children it starts are given the same folder by
`bot.cli.child`. Next: `bot.__main__`, the command line.
"""

import sys
from pathlib import Path


def enter() -> None:
    """Put the packed house first on the path of this process; in a checkout nothing is packed."""
    house = Path(__file__).resolve().parent / "_app"
    if house.is_dir():
        sys.path.insert(0, str(house))


def main() -> None:
    """Run the command line; it leaves through SystemExit with the code it chose."""
    enter()
    from bot.__main__ import main as run  # noqa: PLC0415 - found only once the path is set

    run()


if __name__ == "__main__":
    main()
