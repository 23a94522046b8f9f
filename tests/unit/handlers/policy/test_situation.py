"""Who is new, who is unknown, what is late: the words of contract.md."""

import pytest

from handlers.policy.situation import LATE_US
from models.person import AuthorKind, Standing
from tests.unit.handlers.policy.situations import DAY, NOW, Scene, judgement, situation

STANDINGS = {
    "never seen": (Standing(), True),
    "two clean messages in a year": (Standing(2, NOW - 365 * DAY), True),
    "a hundred clean messages in six days": (Standing(100, NOW - 6 * DAY), True),
    "three clean messages in seven days": (Standing(3, NOW - 7 * DAY), False),
    "clean messages of unknown date": (Standing(100, None), True),
}


@pytest.mark.parametrize("past", STANDINGS)
def test_a_newcomer_has_under_three_clean_messages_or_under_seven_days(past: str) -> None:
    standing, new = STANDINGS[past]
    assert situation(scene=Scene(standing=standing)).newcomer is new


WATCHED = {
    "watched for a day, join not seen": (NOW - DAY, Standing(), True),
    "watched for a day, join seen": (NOW - DAY, Standing(joined_at=NOW), False),
    "watched for seven days": (NOW - 7 * DAY, Standing(), False),
    "watched for ever": (None, Standing(), False),
    "watched for a day, a regular": (NOW - DAY, Standing(9, NOW - 30 * DAY), False),
}


@pytest.mark.parametrize("case", WATCHED)
def test_an_unknown_is_a_newcomer_whose_join_nobody_saw(case: str) -> None:
    watched_since, standing, unknown = WATCHED[case]
    scene = Scene(watched_since=watched_since, standing=standing)
    assert situation(scene=scene).unknown is unknown


def test_a_message_is_late_beyond_half_an_hour() -> None:
    assert not situation(scene=Scene(sent_at=NOW - LATE_US)).late
    assert situation(scene=Scene(sent_at=NOW - LATE_US - 1)).late


def test_a_fresh_edit_of_an_old_message_is_not_late() -> None:
    assert not situation(scene=Scene(sent_at=NOW - 90 * DAY, edited_at=NOW)).late


def test_the_brand_itself_is_known_by_role_and_by_kind() -> None:
    assert situation(scene=Scene(standing=Standing(is_staff=True))).ours
    assert situation(scene=Scene(author=AuthorKind.ANONYMOUS_ADMIN)).ours
    assert situation(scene=Scene(author=AuthorKind.LINKED_CHANNEL)).ours
    assert not situation(scene=Scene(author=AuthorKind.CHANNEL)).ours


def test_evidence_counts_kinds_and_the_classifiers_highest_step() -> None:
    text = "Пишите в лс, пишите @manager https://t.me/+AbC https://bit.ly/x"
    assert situation(text).evidence == {"contact", "link"}
    sure = Scene(judged=judgement(spam=0.999))
    assert situation(text, sure).evidence == {"contact", "link", "classifier"}
    assert situation(text, Scene(judged=judgement(spam=0.8))).evidence == {"contact", "link"}
