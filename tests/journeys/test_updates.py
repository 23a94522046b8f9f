"""The way in: poison, duplicates, jumping ids, migration, old messages, events nobody answers."""

from tests.watch import SPAM, VIOLATION, Watch


async def test_of_ten_updates_with_one_poison_nine_are_handled_and_one_is_shown(
    watch: Watch,
) -> None:
    who = watch.somebody()
    for number in range(9):
        watch.tg.say(who, watch.chat, f"Добрый день, вопрос решён номер {number}")
        if number == 4:
            chat = watch.tg.state.chats[watch.chat].wire
            watch.tg.push_raw({"message": {"message_id": "семь", "chat": chat, "date": "вчера"}})

    await watch.card("не удалось прочитать")
    await watch.handled()

    assert watch.outcomes() == ["left"] * 9
    assert watch.rows("SELECT count(*) FROM inbox WHERE state = 2") == [(1,)]
    assert len(watch.audit("quarantined")) == 1


async def test_an_update_that_comes_twice_is_handled_once(watch: Watch) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)
    watch.tg.duplicate_last()
    await watch.tg.wait_for(lambda: watch.tg.is_deleted(message))
    await watch.handled()

    assert watch.outcomes() == ["removed"]
    assert len(watch.tg.cards(watch.moderators)) == 1


async def test_update_ids_that_jump_in_either_direction_lose_nothing(watch: Watch) -> None:
    for start in (900_000_000, 5_000, 2_000_000_000):
        watch.tg.jump_update_ids(start)
        watch.tg.say(watch.newcomer, watch.chat, f"Спасибо большое, пришло {start}")
        await watch.handled()

    assert watch.outcomes() == ["left"] * 3


async def test_a_group_that_migrates_is_watched_at_its_new_address(unstarted: Watch) -> None:
    watch, tg = unstarted, unstarted.tg
    watch.chat = tg.group("Группа")
    await watch.start()
    old = watch.chat
    new = tg.migrate(old)
    message = tg.say(watch.newcomer, new, SPAM)

    await tg.wait_for(lambda: tg.is_deleted(message))
    await watch.handled()

    assert "channel_moved" in watch.acts()
    assert watch.rows("SELECT external_id FROM channel WHERE purpose = 'watched'") == [(str(new),)]
    await watch.stop()


async def test_a_message_over_48_hours_old_cannot_be_deleted_and_the_card_says_so(
    watch: Watch,
) -> None:
    message = watch.tg.say(watch.newcomer, watch.chat, VIOLATION, date=watch.tg.now() - 49 * 3600)
    watch.tg.say(watch.newcomer, watch.chat, SPAM, date=watch.tg.now() - 49 * 3600)
    removed = await watch.card("Удалён спам")
    await watch.handled()

    assert not watch.tg.is_deleted(message)
    assert "Telegram не даёт боту его удалить: удалите вручную" in watch.text(removed)
    assert "Удаление сообщений" not in watch.text(removed)
    assert [line["code"] for line in watch.audit("action_not_allowed")] == ["too_old"]
    await watch.card("старше 48 часов")


async def test_reactions_joins_and_requests_are_stored_and_answered_by_nobody(
    watch: Watch,
) -> None:
    message = watch.tg.say(watch.mod, watch.chat, "Новости недели")
    reader = watch.somebody()
    for emoji in ("👍", "🔥", None):
        watch.tg.react(reader, message, emoji)
    watch.tg.state.bot_member(watch.tg.state.chats[watch.chat])["can_invite_users"] = True
    watch.tg.request_join(watch.tg.person("Проситель"), watch.chat)
    watch.tg.leave(reader, watch.chat)

    await watch.handled()

    kinds = [row[0] for row in watch.rows("SELECT kind FROM happening ORDER BY id")]
    assert kinds.count("reaction") == 3
    assert kinds.count("join") == 1
    assert kinds.count("join_request") == 1
    assert "member_left" in kinds
    assert watch.tg.calls_of("sendMessage") == []


async def test_a_bot_demoted_in_the_middle_says_what_is_missing_and_goes_on(watch: Watch) -> None:
    watch.tg.demote_bot(watch.chat)
    message = watch.tg.say(watch.newcomer, watch.chat, SPAM)
    card = await watch.card("Спам, который не удалось удалить")
    notice = await watch.card("Нет права «Удаление сообщений»")
    await watch.handled()

    assert not watch.tg.is_deleted(message)
    assert "Удалить нельзя: 1" in watch.text(card)
    assert "нет права «Удаление сообщений»: включите его" in watch.text(card)

    watch.tg.set_bot_rights(watch.chat, can_delete_messages=True, can_restrict_members=True)
    await watch.handled()
    second = watch.tg.say(watch.tg.person("Ещё"), watch.chat, f"{SPAM} Снова")
    await watch.tg.wait_for(lambda: watch.tg.is_deleted(second))
    await watch.handled()

    assert watch.tg.buttons(notice) == []
