"""Messages by methods, the writing half: send, edit, delete, kick, answers to presses, marks.

`reading.py` is the other half.
"""

import json

from sandbox.vk import mail
from sandbox.vk.answers.ask import DONE, Ask
from sandbox.vk.answers.keyboards import checked
from sandbox.vk.core import Core
from sandbox.vk.deeds import is_blocked
from sandbox.vk.errors import VkApiError, bad
from sandbox.vk.talks import Letter, Talk
from sandbox.vk.wire import CHAT_BASE, DAY_SECONDS, HOUR_SECONDS, JsonObject, is_chat

MOST_TEXT = 4096
SNACKBAR_TEXT = 90
PRESS_SECONDS = 60
TOO_LATE = 924


def open_talk(vk: Core, peer: int) -> Talk:
    """The conversation that the bot may write to; raises as VK does where it may not."""
    if is_chat(peer):
        talk = vk.state.talks.get(peer)
        if talk is None or -vk.group_id not in talk.members:
            raise VkApiError(917)
        return talk
    if peer not in vk.state.users:
        raise VkApiError(936)
    talk = mail.talk_with(vk, peer)
    if is_blocked(vk, peer):
        raise VkApiError(900)
    if not talk.allowed:
        raise VkApiError(901)
    return talk


def send(vk: Core, ask: Ask) -> object:
    """messages.send: the same `random_id` to the same peer within an hour sends nothing new."""
    if "random_id" not in ask.params:
        raise bad("random_id is a required parameter")
    content = _content(ask)
    several = ask.get("peer_ids")
    if several:
        return [_sent_to(vk, peer, ask.get("random_id"), content) for peer in several]
    peer = ask.get("peer_id") or ask.get("user_id")
    if not peer and ask.get("chat_id"):
        peer = CHAT_BASE + ask.get("chat_id")
    if not peer:
        raise bad("peer_id is undefined")
    return _send(vk, peer, ask.get("random_id"), content).id


def _content(ask: Ask) -> mail.Content:
    text, attachment = str(ask.get("message", "")), ask.get("attachment")
    if len(text) > MOST_TEXT:
        raise VkApiError(914)
    forward = ask.get("forward")
    if not text and not attachment and not forward and not ask.get("sticker_id"):
        raise bad("message is empty or invalid")
    keyboard = ask.get("keyboard")
    extra: JsonObject = {}
    reply_to = None
    if forward:
        numbers = forward.get("conversation_message_ids") or [0]
        reply_to = int(numbers[0]) if forward.get("is_reply") else None
    for flag in ("disable_mentions", "dont_parse_links"):
        if ask.get(flag) is not None:
            extra[f"sandbox_{flag}"] = bool(ask.get(flag))
    return mail.Content(text, extra, checked(keyboard) if keyboard else None, reply_to)


def _sent_to(vk: Core, peer: int, random_id: int, content: mail.Content) -> JsonObject:
    body: JsonObject = {"peer_id": peer, "message_id": 0, "conversation_message_id": 0}
    try:
        letter = _send(vk, peer, random_id, content)
    except VkApiError as error:
        return {**body, "error": {"code": error.code, "description": error.text}}
    return {**body, "message_id": letter.id, "conversation_message_id": letter.cmid}


def _send(vk: Core, peer: int, random_id: int, content: mail.Content) -> Letter:
    talk = open_talk(vk, peer)
    at, known = vk.sent.get((peer, random_id), (0.0, None))
    if random_id and known is not None and vk.now() - at < HOUR_SECONDS:
        return known
    letter = mail.write(vk, talk, -vk.group_id, content)
    vk.sent[peer, random_id] = (vk.now(), letter)
    return letter


def find_letter(vk: Core, ask: Ask, peer: int) -> Letter:
    """The message that `cmid` or `message_id` means; raises 100."""
    talk = vk.state.talks.get(peer)
    letters = talk.letters.values() if talk else []
    cmid, number = ask.get("cmid"), ask.get("message_id")
    for letter in letters:
        if letter.cmid == cmid or (number and letter.id == number):
            return letter
    raise bad("message_id or cmid is invalid")


def edit(vk: Core, ask: Ask) -> int:
    """messages.edit: own ones of the last day; without `keyboard` the buttons go."""
    talk = open_talk(vk, ask.get("peer_id"))
    letter = find_letter(vk, ask, talk.peer)
    if letter.author != -vk.group_id or letter.deleted:
        raise VkApiError(920)
    if vk.now() - letter.date > DAY_SECONDS:
        raise VkApiError(909)
    content = _content(ask)
    letter.text, letter.keyboard = content.text, content.keyboard
    letter.edits, letter.edited_at = letter.edits + 1, vk.now()
    mail.tell(vk, letter, "message_edit")
    vk.heard("card_edited", letter, str(talk.peer))
    return DONE


def delete(vk: Core, ask: Ask) -> list[JsonObject]:
    """messages.delete: one answer a message; for all within a day, never an administrator's."""
    peer, results = ask.get("peer_id", 0), []
    talk = vk.state.talks.get(peer)
    letters = _meant(vk, ask, talk)
    for key, letter in letters:
        name = "conversation_message_id" if ask.get("cmids") else "message_id"
        body: JsonObject = {"peer_id": letter.peer if letter else peer, name: key}
        refusal = _undeletable(vk, ask, letter)
        if refusal is not None:
            body.update(response=0, error={"code": refusal.code, "description": refusal.text})
        else:
            body["response"] = 1
            _remove(vk, ask, letter)
        results.append(body)
    return results


def _meant(vk: Core, ask: Ask, talk: Talk | None) -> list[tuple[int, Letter | None]]:
    if ask.get("cmids"):
        if talk is None:
            raise VkApiError(917)
        return [(cmid, talk.letters.get(cmid)) for cmid in ask.get("cmids")]
    if not ask.get("message_ids"):
        raise bad("message_ids is undefined")
    known = {one.id: one for t in vk.state.talks.values() for one in t.letters.values() if one.id}
    return [(number, known.get(number)) for number in ask.get("message_ids")]


def _undeletable(vk: Core, ask: Ask, letter: Letter | None) -> VkApiError | None:
    if letter is None or letter.deleted:
        return VkApiError(104)
    if not ask.get("delete_for_all"):
        return None
    talk, mine = vk.state.talks[letter.peer], letter.author == -vk.group_id
    if not mine and not talk.rules(-vk.group_id):
        return VkApiError(15)
    late = vk.now() - letter.date > DAY_SECONDS
    return VkApiError(TOO_LATE) if late or (not mine and talk.rules(letter.author)) else None


def _remove(vk: Core, ask: Ask, letter: Letter | None) -> None:
    if letter is not None and ask.get("delete_for_all"):
        letter.deleted, letter.deleter = True, -vk.group_id
        vk.heard("deleted", letter, str(letter.peer))
        vk.journal.pulse()


def remove_chat_user(vk: Core, ask: Ask) -> int:
    """messages.removeChatUser: administrators of a chat kick; anybody may leave."""
    talk = open_talk(vk, CHAT_BASE + ask.get("chat_id"))
    who = ask.get("member_id") or ask.get("user_id") or 0
    if who not in talk.members:
        raise VkApiError(935)
    if who == -vk.group_id:
        del talk.members[who]
        talk.admins.discard(who)
        vk.journal.tell("left", chat=talk.peer)
        return DONE
    if not talk.rules(-vk.group_id):
        raise VkApiError(925)
    if talk.rules(who):
        raise VkApiError(15, "can't remove this user")
    del talk.members[who]
    mail.action(vk, talk, -vk.group_id, {"type": "chat_kick_user", "member_id": who})
    return DONE


def answer_press(vk: Core, ask: Ask) -> int:
    """messages.sendMessageEventAnswer: once, within the minute, to the one who pressed."""
    press = vk.presses.get(ask.get("event_id"))
    who = (ask.get("user_id"), ask.get("peer_id"))
    if press is None or (press.user, press.peer) != who:
        raise bad("event_id is invalid")
    if press.answered or vk.now() - press.at > PRESS_SECONDS:
        raise bad("event_id is expired")
    answer: JsonObject = {}
    if ask.get("event_data"):
        try:
            answer = json.loads(ask.get("event_data"))
        except ValueError as error:
            raise bad("event_data is invalid") from error
        _check_answer(answer)
    press.answered, press.answer = True, answer
    vk.journal.tell("press_answered", user=press.user, text=answer.get("text", ""))
    return DONE


def _check_answer(answer: object) -> None:
    if not isinstance(answer, dict):
        raise bad("event_data is invalid")
    kind = answer.get("type")
    if kind not in {"show_snackbar", "open_link", "open_app"}:
        raise bad("event_data is invalid")
    text = answer.get("text", "")
    if kind == "show_snackbar" and not (isinstance(text, str) and 0 < len(text) <= SNACKBAR_TEXT):
        raise bad("event_data: text should be from 1 to 90 letters length")


def mark_answered(vk: Core, ask: Ask) -> int:
    """messages.markAsAnsweredConversation."""
    _known(vk, ask).answered = bool(ask.get("answered", True))
    return DONE


def mark_important(vk: Core, ask: Ask) -> int:
    """messages.markAsImportantConversation."""
    _known(vk, ask).important = bool(ask.get("important", True))
    return DONE


def _known(vk: Core, ask: Ask) -> Talk:
    talk = vk.state.talks.get(ask.get("peer_id"))
    if talk is None:
        raise VkApiError(936)
    return talk


def nothing(vk: Core, ask: Ask) -> int:
    """What changes nothing that anybody can see here: markAsRead, setActivity."""
    del vk, ask
    return DONE
