"""What is in hand follows every commit, and a read that a commit overtook is not believed."""

from bot.store.ahead import Ahead, Ledger, Print, address_of
from models.case import Case, CaseKind
from models.channel import ChannelKey, Place, Platform
from models.effects import CountStanding, OpenCase, PutMessage
from models.message import Message
from models.person import Author

CHAT = ChannelKey(Platform.MEMORY, "1", "chat")
ANNA = Author(Platform.MEMORY, "anna")
HERS = Message(CHAT, Place.GROUP, "5", ANNA, 0, 0)
LINE = CountStanding(ANNA, CHAT, at=7, clean=1)
MATTER = OpenCase(Case(1, CaseKind.COMPLAINT, "hers", CHAT, 0))


def in_hand() -> Ahead:
    ahead = Ahead()
    with ahead.reading():
        ahead.keep({ANNA.key: Ledger()}, [address_of(HERS), Print("hers")])
    return ahead


def test_a_line_of_the_ledger_is_added() -> None:
    ahead = in_hand()

    ahead.hear(LINE)
    ahead.hear(CountStanding(ANNA, CHAT, at=9, removed=1))

    standing = ahead.ledgers[ANNA.key].standing(1)
    assert (standing.clean_messages, standing.removed_messages) == (1, 1)
    assert standing.first_seen_at == 7


def test_a_join_is_read_anew() -> None:
    ahead = in_hand()

    ahead.hear(CountStanding(ANNA, CHAT, at=7, joined_at=7))

    assert ANNA.key not in ahead.ledgers


def test_what_is_stored_now_is_unused_no_more() -> None:
    ahead = in_hand()

    ahead.hear(PutMessage(1, 1, HERS))
    ahead.hear(MATTER)

    assert not ahead.unused


def test_a_read_that_a_commit_overtook_is_not_believed() -> None:
    ahead = Ahead()
    with ahead.reading():
        for record in (LINE, PutMessage(1, 1, HERS), MATTER):
            ahead.hear(record)
        ahead.keep({ANNA.key: Ledger()}, [address_of(HERS), Print("hers")])

    assert not ahead.ledgers
    assert not ahead.unused


def test_a_read_that_began_after_the_commit_is_believed() -> None:
    ahead = Ahead()
    with ahead.reading():
        ahead.hear(LINE)
    with ahead.reading():
        ahead.keep({ANNA.key: Ledger(clean=1)}, [])

    assert ahead.ledgers[ANNA.key].clean == 1


def test_sums_that_are_followed_are_not_read_over() -> None:
    ahead = in_hand()
    with ahead.reading():
        ahead.hear(LINE)
    with ahead.reading():
        ahead.keep({ANNA.key: Ledger()}, [])

    assert ahead.ledgers[ANNA.key].clean == 1


def test_hands_do_not_fill_without_end() -> None:
    ahead = Ahead()
    with ahead.reading():
        for number in range(10_000):
            ahead.keep({str(number): Ledger()}, [str(number)])

    assert len(ahead.ledgers) < 5_000
    assert len(ahead.unused) < 5_000
