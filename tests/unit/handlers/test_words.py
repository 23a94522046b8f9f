"""Every code that handlers may say has words in every language."""

import re
from pathlib import Path

import pytest

from bot.texts import LANGUAGES, Texts
from handlers.buttons import KEPT
from handlers.cards import REFUSALS
from handlers.roles import OFFERED
from models.action import ActionKind, ActionState
from models.card import Choice
from models.case import CaseKind
from models.verdict import Outcome

HANDLERS = Path(__file__).parents[3] / "handlers"
CODE = re.compile(r'"((?:[a-z_]+)(?:\.[a-z_]+)+)"')
FAMILIES = (
    "alert", "button", "by_hand", "card", "command", "done", "fault", "help", "item", "notice",
    "press", "resolution", "right", "role", "setup", "signal", "standing", "status", "stop_words",
    "test", "why",
)  # fmt: skip
PEOPLES = (
    ActionKind.DELETE,
    ActionKind.BAN,
    ActionKind.RESTRICT,
    ActionKind.UNBAN,
    ActionKind.UNRESTRICT,
    ActionKind.REPOST,
    ActionKind.RESTORE,
    ActionKind.KICK,
    ActionKind.CLOSE_COMMENTS,
    ActionKind.STOP_WORDS,
)
CAPABILITIES = (
    *("delete_comment", "restore_comment", "ban", "read_comments", "reply", "close_comments"),
    *("stop_words", "delete_message", "kick", "board_delete", "managers"),
)
"""What keys of a VK community may or may not do, as its connector names it."""
STATES = (
    "waiting",
    *(state for state in ActionState if state not in {"planned", "queued", "running"}),
)


def written() -> set[str]:
    """Return the codes that stand in the handlers as they are."""
    found: set[str] = set()
    for path in HANDLERS.glob("*.py"):
        found.update(CODE.findall(path.read_text(encoding="utf-8")))
    return {code for code in found if code.partition(".")[0] in FAMILIES}


def made() -> set[str]:
    """Return the codes that handlers put together."""
    return {
        *(f"button.{choice.name.lower()}" for choice in Choice if choice is not Choice.ROLE),
        *(f"button.role_{role}" for role in OFFERED),
        *(f"role.given.{role}" for role in OFFERED),
        *(f"card.title.{kind}" for kind in CaseKind if kind is not CaseKind.NOTICE),
        "card.title.removals_observed",
        *(f"done.{kind}.{state}" for kind in PEOPLES for state in STATES),
        *(f"refused.{code.replace(':', '.')}" for code in REFUSALS),
        *(f"help.{name}" for name in ("status", "why", "undo", "test", "setup")),
        *(f"resolution.{reason}" for reason in ("deleted", "banned", KEPT, "done", "undone")),
        *(f"resolution.{reason}" for reason in ("mended", "expired", "window_ended")),
        *(f"standing.{name}" for name in ("newcomer", "unknown", "regular", "staff")),
        *(f"status.mode_{mode}" for mode in ("act", "observe")),
        *(f"{where}.outcome.{outcome}" for where in ("test", "why") for outcome in Outcome),
        *(f"right.{name}" for name in ("delete", "restrict")),
        *(f"notice.no_right.{name}" for name in ("delete", "restrict")),
        *(f"resolution.{reason}" for reason in ("said_removed", "removed_by_hand")),
        *(f"notice.{code}" for code in ("gap_read_back", "gap_unread")),
        *(f"{where}.{code}" for where in ("tier", "notice.tier") for code in CAPABILITIES),
        "press.said_removed",
        "help.stopwords",
        *(f"notice.{code}" for code in ("kicked", "chat_gone", "quarantined", "too_old")),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(written() | made()))
def test_every_code_has_words(code: str, language: str) -> None:
    assert Texts(language).knows(code)
