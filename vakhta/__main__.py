"""Starts the application from wherever it was put: a wheel, an editable install, a checkout.

A wheel carries the folders of the house under `_app`, so that nobody else's path gains a package
called `bot`. Only this process, and the children it starts (`python -m sandbox`), see them.
Next: `bot.__main__`, the command line.
"""

import os
import sys
from pathlib import Path


def enter() -> None:
    """Put the packed house first on the path of this process and of its children; in a checkout
    there is nothing to do.
    """
    house = Path(__file__).resolve().parent / "_app"
    if house.is_dir():
        sys.path.insert(0, str(house))
        inherited = os.environ.get("PYTHONPATH")  # noqa: TID251 - handed on, not read as config
        paths = [str(house), *([inherited] if inherited else [])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)  # noqa: TID251 - for children only


def main() -> None:
    """Run the command line; it leaves through SystemExit with the code it chose."""
    enter()
    from bot.__main__ import main as run  # noqa: PLC0415 - found only once the path is set

    run()


if __name__ == "__main__":
    main()
