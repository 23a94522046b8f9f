"""The one name that an installation adds to a path: the launcher of the application.

The application itself is `bot`, `handlers`, `models` and their neighbours; next: `__main__`.
"""
