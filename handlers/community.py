"""Acts on a VK community as a whole, made in one place like all promises.

Closing a post's comments, the filter's own words, marks in the inbox: `handlers.wave` and
`handlers.filter_words` want them, the courier carries them out.
"""

from collections.abc import Sequence

from handlers.promise import Sake, state_of_acts
from handlers.world import World
from models.action import Action, ActionKind, Priority
from models.channel import ChannelKey
from models.effects import Promise


def shut(world: World, sake: Sake, channel: ChannelKey, thread: str, turn: int) -> Promise:
    """Promise to close the comments of a post; `turn` counts the closings of one case."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.CLOSE_COMMENTS,
            channel=channel,
            key=f"close:{sake.case_id}:{turn}",
            target=thread,
            inverse=ActionKind.OPEN_COMMENTS,
            priority=Priority.ANSWER,
            case_id=sake.case_id,
            cause=sake.cause,
            state=state_of_acts(world),
        )
    )


def stop_words(
    world: World, sake: Sake, channel: ChannelKey, key: str, words: Sequence[str]
) -> Promise:
    """Promise the whole list of words that VK's own filter hides; it takes the old one's place."""
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.STOP_WORDS,
            channel=channel,
            key=f"stop_words:{key}",
            params={"words": list(words)},
            inverse=ActionKind.STOP_WORDS,
            priority=Priority.ANSWER,
            case_id=sake.case_id,
            cause=sake.cause,
            state=state_of_acts(world),
        )
    )


def mark(
    world: World, case_id: int, inbox: ChannelKey, peer: str, what: tuple[str, int]
) -> Promise:
    """Promise to mark a VK conversation in the community's own inbox.

    `what`: `important` or `answered`, and which time it is of this case.
    """
    name, turn = what
    return Promise(
        Action(
            id=world.ids.new(),
            kind=ActionKind.MARK,
            channel=inbox,
            key=f"mark:{case_id}:{name}:{turn}",
            target=peer,
            params={name: True},
            priority=Priority.REPLY,
            case_id=case_id,
            cause="system",
        )
    )
