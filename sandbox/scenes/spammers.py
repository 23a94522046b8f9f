"""Spam in the ways it comes: a wave at night, an edit, a channel, buttons, hidden links."""

from sandbox.people.scene import scene
from sandbox.people.stage import Stage
from sandbox.people.trouble import ADULT, CASINO, CRYPTO, INNOCENT, JOBS, LINKS, SPAM

WAVE = 22


@scene("first_spam", starts=3)
async def first_spam(stage: Stage) -> None:
    """One after another, as on any day."""
    for phrases in (JOBS, CASINO, CRYPTO):
        user = stage.spammer(stage.brand)
        await stage.pause(0.8)
        stage.say(user, stage.brand, stage.spam(phrases))
        await stage.pause(8)


@scene("night_wave", starts=44)
async def night_wave(stage: Stage) -> None:
    """Many accounts, a message each, every one in another disguise."""
    for _ in range(WAVE):
        chat = stage.chat()
        user = stage.spammer(chat)
        await stage.pause(0.15)
        stage.say(user, chat, stage.spam(SPAM))
        await stage.pause(0.25)


@scene("edited_into_spam", starts=13)
async def edited_into_spam(stage: Stage) -> None:
    """An innocent message turns into an advertisement."""
    user = stage.spammer(stage.club)
    message = stage.say(user, stage.club, stage.words(INNOCENT))
    await stage.pause(4)
    if message is not None and not stage.tg.is_deleted(message):
        stage.tg.edit(message, stage.spam(JOBS))


@scene("spam_channel", starts=30)
async def spam_channel(stage: Stage) -> None:
    """Somebody advertises as a channel."""
    sender = stage.tg.channel("Доход каждый день", bot="absent", username="dohod_sandbox")
    for _ in range(3):
        try:
            stage.tg.as_channel(sender, stage.brand, stage.spam(CRYPTO))
        except PermissionError:
            return
        await stage.pause(5)


@scene("hidden_spam", starts=23)
async def hidden_spam(stage: Stage) -> None:
    """A link behind words, buttons, a caption, a quote of another channel."""
    chat, tg = stage.brand, stage.tg
    text = stage.blame("Девочки, я тут нашла удалёнку 5000р в день, пишите в лс, подробности тут")
    tg.hidden_link(stage.spammer(chat), chat, text, ("тут", stage.words(LINKS)))
    await stage.pause(3)
    offer = stage.blame(
        stage.words(("[Бонусы|Подарки] новым игрокам казино, забирай по кнопке 👇",))
    )
    tg.with_buttons(stage.spammer(chat), chat, offer, [("🎰 Играть", "https://win77.top/go")])
    await stage.pause(3)
    tg.photo(stage.spammer(chat), chat, stage.spam(ADULT))
    await stage.pause(3)
    away = tg.channel("Казино дня", bot="absent")
    tg.external_reply(stage.spammer(chat), chat, tg.post(away, stage.spam(CASINO)), "рекомендую 👍")
