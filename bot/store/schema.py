"""Which step of `migrations/` this release is written for.

Kept apart from `migrate`, so that a start on an up-to-date database need not load alembic.
"""

HEAD = "0007"
"""Newest revision; a test holds it equal to the newest file of `migrations/versions`."""
