"""Draws card.png of the README: real cards of a real bot, in a frame that looks like a messenger.

    python -m docs.images.make_card        # needs chromium, and a Cyrillic and an emoji font

The sandbox plays a brand's chat and the bot judges it; what it sent to the moderators is what is
drawn. Run it again whenever the words or the buttons of cards change.
"""

import asyncio
import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from sandbox.telegram import Limits, TelegramSandbox
from tests.watch import SPAM, URGENT, JsonObject, Watch

OUTPUT = Path(__file__).with_name("card.png")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
SIZE = (1120, 470)
STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 1120px; height: 470px; padding: 28px 34px; background: #8fb8a0;
  font: 16px/1.42 Roboto, "Noto Sans", "DejaVu Sans", "Noto Color Emoji", sans-serif; color: #111;
  display: grid; grid-template-columns: 1fr 1fr; gap: 26px; align-items: start }
.bubble { background: #fff; border-radius: 14px; padding: 12px 16px 8px;
  box-shadow: 0 1px 3px rgb(0 40 30 / 25%) }
.from { color: #2f8f6b; font-weight: 500; margin-bottom: 3px }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
blockquote { border-left: 3px solid #3a9ad9; background: #eaf4fb; border-radius: 5px;
  padding: 5px 10px; margin: 5px 0 -14px }
a { color: #2481cc; text-decoration: none }
.time { color: #98a3a0; font-size: 12.5px; text-align: right; margin-top: 2px }
.row { display: flex; gap: 5px; margin-top: 5px }
.row span { flex: 1; text-align: center; color: #fff; background: rgb(38 82 72 / 55%);
  border-radius: 9px; padding: 9px 6px; font-weight: 500; font-size: 15px; white-space: nowrap }
"""


def draw(cards: list[tuple[str, JsonObject]]) -> str:
    """Return a page with the cards side by side."""
    body = "".join(_card(markup, card) for markup, card in cards)
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{body}'


def _card(markup: str, card: JsonObject) -> str:
    rows = card.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join(
        '<div class="row">'
        + "".join(f"<span>{html.escape(button['text'])}</span>" for button in row)
        + "</div>"
        for row in rows
    )
    return (
        '<div><div class="bubble"><div class="from">Вахта</div>'
        f'<div class="text">{markup}</div><div class="time">9:41</div></div>{buttons}</div>'
    )


async def cards() -> list[tuple[str, JsonObject]]:
    """Let the bot judge a spammer and somebody in trouble; return both cards as they were sent."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramSandbox(limits=Limits.off()) as tg:
            watch = Watch(tg, Path(folder))
            watch.bot_section = 'language = "ru"'
            await watch.start()
            try:
                return [
                    await _shown(watch, "Алина | удалёнка", SPAM),
                    await _shown(watch, "Марина Котова", URGENT),
                ]
            finally:
                await watch.stop()


async def _shown(watch: Watch, name: str, text: str) -> tuple[str, JsonObject]:
    watch.tg.say(watch.somebody(name), watch.chat, text)
    card = await watch.card(text[:40])
    await watch.handled()
    now = watch.tg.current(card)
    written = [
        call.params["text"]
        for call in watch.tg.calls
        if call.method in {"sendMessage", "editMessageText"}
        and text[:20] in str(call.params.get("text"))
    ]
    return str(written[-1]), now


def photograph(page: str) -> None:
    """Take the picture of a page with a browser that shows nothing."""
    browser = next(path for name in BROWSERS if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "card.html"
        source.write_text(page, "utf-8")
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        command = [browser, *FLAGS, size, f"--screenshot={OUTPUT}", source.as_uri()]
        subprocess.run(command, check=True, timeout=60, capture_output=True)  # noqa: S603 - all ours


if __name__ == "__main__":
    photograph(draw(asyncio.run(cards())))
