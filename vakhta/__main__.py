"""Starts the application from wherever it was put: a wheel, an editable install, a checkout.

A wheel carries the folders of the house under `_app`, so that nobody else's path gains a package
called `bot`. Only this process, and the children it starts (`python -m sandbox`), see them.
Next: `bot.__main__`, the command line.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command line; leaves through SystemExit with the code it chose."""
    app = Path(__file__).resolve().parent / "_app"
    if app.is_dir():
        sys.path.insert(0, str(app))
        inherited = os.environ.get("PYTHONPATH")  # noqa: TID251 - handed on to children, not read as config
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(app), inherited)))  # noqa: TID251
    from bot.__main__ import main as run  # noqa: PLC0415 - found only once the path is set

    run()


if __name__ == "__main__":
    main()
