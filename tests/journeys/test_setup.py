"""Binding: a printed code makes the moderators' place and its owner; a stranger gets nothing."""

import re

from tests.process import Process
from tests.watch import SPAM, Watch


def code_of(watch: Process) -> str:
    found = re.search(r"/setup (\w+)", "\n".join(watch.said))
    assert found is not None
    return found.group(1)


async def test_a_printed_code_binds_the_moderators_and_a_link_the_watched_chat(
    unstarted: Watch,
) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.bound = watch.roles = False
    await watch.start()
    tg.say(watch.owner, watch.moderators, f"/setup {code_of(watch)}")
    bound = await watch.card("карточки будут приходить сюда")
    link = bound["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert "admin=delete_messages+restrict_members" in link
    word = link.partition("startgroup=")[2].partition("&")[0]

    tg.set_bot_rights(watch.chat, can_restrict_members=False)
    await watch.handled()
    tg.say(watch.owner, watch.chat, f"/start@{tg.bot['username']} {word}")
    await tg.wait_for(lambda: "Под наблюдением" in str(tg.messages(watch.moderators)), 10)
    await tg.wait_for(lambda: "Блокировка участников" in str(tg.messages(watch.moderators)), 10)
    message = tg.say(tg.person("Спамер"), watch.chat, SPAM)
    await tg.wait_for(lambda: tg.is_deleted(message), 10)
    await watch.handled()
    await watch.stop()

    assert watch.audit("role_given")[0]["role"] == "owner"


async def test_a_used_code_and_a_wrong_one_bind_nothing(unstarted: Watch) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.bound = watch.roles = False
    await watch.start()
    code = code_of(watch)
    tg.say(watch.owner, watch.moderators, "/setup AAAAAAAAAAAAAA")
    tg.say(watch.owner, watch.moderators, f"/setup {code}")
    await watch.card("карточки будут приходить сюда")
    other = tg.supergroup("Другой чат")
    tg.say(watch.stranger, other, f"/setup {code}")
    await watch.handled()
    await watch.stop()

    assert watch.rows("SELECT external_id FROM channel") == [(str(watch.moderators),)]
    assert tg.said_by_bot(other) == []
    assert len(watch.audit("role_given")) >= 1


async def test_a_stranger_who_adds_the_bot_gets_nothing_stored_and_nothing_sent(
    watch: Watch,
) -> None:
    tg = watch.tg
    thief = tg.person("Неведомский")
    theirs = tg.supergroup("Логово Неведомского", bot="absent", id=-1007777777777)
    tg.own(thief, theirs)
    tg.add_bot(theirs, thief)
    for text in ("/setup", "/setup ABCDEFGHJKMNPQ", "/start ABCDEFGHJKMNPQ", SPAM):
        tg.say(thief, theirs, text)
    await tg.wait_for(lambda: tg.calls_of("leaveChat"), 10)
    await watch.handled()
    await watch.stop()

    assert tg.said_by_bot(theirs) == []
    kept = b"".join(p.read_bytes() for p in watch.database.parent.iterdir() if p.is_file())
    for trace in ("7777777777", str(thief), "Неведомск"):
        assert trace.encode() not in kept


async def test_chats_of_the_config_need_no_code(watch: Watch) -> None:
    assert not any("/setup" in line for line in watch.said)

    watch.tg.say(watch.owner, watch.moderators, "/status")
    await watch.tg.wait_for(lambda: "Вахта на посту" in str(watch.tg.messages(watch.moderators)))
    await watch.handled()


async def test_with_chats_in_the_config_a_printed_code_still_makes_the_first_owner(
    unstarted: Watch,
) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.roles = False
    await watch.start()
    tg.say(watch.owner, watch.moderators, f"/setup {code_of(watch)}")
    await watch.handled()
    await watch.stop()

    assert watch.audit("role_given")[0]["role"] == "owner"
    assert "Nobody is the owner yet" in "\n".join(watch.said)
