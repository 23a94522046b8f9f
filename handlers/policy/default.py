"""The built-in default policy of contract.md; a policy file adds to it and silences it by name.

`decide` reads what this makes.
"""

from handlers.policy.rules import Policy


def default_policy() -> Policy:
    """Return the policy that serves without any file."""
    return Policy("default", ())
