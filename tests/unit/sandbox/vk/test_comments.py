"""Comments of all places: their events, threads, deletion and return, reading with pages."""

from collections.abc import Callable

import pytest

from sandbox.vk import Comment, Settings, VkSandbox
from sandbox.vk.client import Client
from sandbox.vk.wire import JsonObject

FAMILY = {"wall": "wall", "photo": "photos", "video": "video", "market": "market", "board": "board"}
FIELDS = {
    "wall": ("post_id", "post_owner_id"),
    "photo": ("photo_id", "photo_owner_id"),
    "video": ("video_id", "video_owner_id"),
    "market": ("item_id", "market_owner_id"),
    "board": ("topic_id", "topic_owner_id"),
}
KINDS = {
    "wall": "wall_reply",
    "photo": "photo_comment",
    "video": "video_comment",
    "market": "market_comment",
    "board": "board_post",
}


def written(vk: VkSandbox, place: str, text: str = "Сколько стоит?") -> Comment:
    makers: dict[str, Callable[[], Comment]] = {
        "wall": lambda: vk.comment(vk.post(), vk.person(), text),
        "photo": lambda: vk.photo_comment(vk.person(), text),
        "video": lambda: vk.video_comment(vk.person(), text),
        "market": lambda: vk.market_comment(vk.person(), text),
        "board": lambda: vk.board_comment(vk.person(), text),
    }
    return makers[place]()


def last(vk: VkSandbox) -> JsonObject:
    return vk.feed.after(vk.feed.ts - 1)[0]


def where(vk: VkSandbox, comment: Comment) -> JsonObject:
    if comment.place == "board":
        return {
            "group_id": vk.group_id,
            "topic_id": comment.object_id,
            "comment_id": comment.id,
        }
    return {"owner_id": -vk.group_id, "comment_id": comment.id}


@pytest.mark.parametrize("place", FAMILY)
def test_a_new_comment_says_what_it_is_under(place: str) -> None:
    vk = VkSandbox()
    comment = written(vk, place)
    event, (number, owner) = last(vk), FIELDS[place]
    assert event["type"] == f"{KINDS[place]}_new"
    assert event["object"][number] == comment.object_id
    assert event["object"][owner] == -vk.group_id
    assert event["object"]["from_id"] == comment.author
    assert event["event_id"] == vk.event_id(comment)


@pytest.mark.parametrize("place", FAMILY)
def test_an_edit_tells_the_new_text(place: str) -> None:
    vk = VkSandbox()
    vk.edit_comment(written(vk, place), "иначе")
    assert last(vk)["type"] == f"{KINDS[place]}_edit"
    assert last(vk)["object"]["text"] == "иначе"


@pytest.mark.parametrize("place", FAMILY)
async def test_a_user_key_deletes_and_restores(vk: VkSandbox, api: Client, place: str) -> None:
    comment, token = written(vk, place), vk.user_token
    await api.ok(f"{FAMILY[place]}.deleteComment", token=token, **where(vk, comment))
    assert comment.deleted
    assert vk.deleted_comments(by=vk.key_holder) == [comment]
    assert last(vk)["type"] == f"{KINDS[place]}_delete"
    assert last(vk)["object"]["id"] == comment.id
    await api.ok(f"{FAMILY[place]}.restoreComment", token=token, **where(vk, comment))
    assert vk.comments() == [comment]
    assert last(vk)["type"] == f"{KINDS[place]}_restore"


async def test_a_community_key_deletes_in_discussions(vk: VkSandbox, api: Client) -> None:
    comment = written(vk, "board")
    await api.ok("board.deleteComment", **where(vk, comment))
    assert comment.deleted
    assert vk.deleted_comments(by=-vk.group_id) == [comment]
    await api.ok("board.restoreComment", **where(vk, comment))
    assert not comment.deleted


async def test_what_is_gone_already_or_never_was_is_refused(vk: VkSandbox, api: Client) -> None:
    comment = written(vk, "wall")
    vk.delete_comment_by_hand(vk.key_holder, comment)
    call = {**where(vk, comment), "token": vk.user_token}
    assert await api.refused("wall.deleteComment", **call) == 211
    assert await api.refused("wall.deleteComment", **{**call, "comment_id": 999}) == 104
    vk.restore_comment(comment)
    assert await api.refused("wall.restoreComment", **call) == 243


async def test_another_communitys_wall_is_refused(vk: VkSandbox, api: Client) -> None:
    comment = written(vk, "wall")
    call = {"owner_id": -1, "comment_id": comment.id, "token": vk.user_token}
    assert await api.refused("wall.deleteComment", **call) == 15


def test_a_deletion_names_who_did_it_or_does_not() -> None:
    told, silent = VkSandbox(), VkSandbox(Settings(names_deleter=False))
    for vk in (told, silent):
        vk.delete_comment_by_hand(vk.manager(), written(vk, "wall"))
    assert last(told)["object"]["deleter_id"] in told.state.managers
    assert "deleter_id" not in last(silent)["object"]
    assert {"owner_id", "id", "post_id"} <= last(silent)["object"].keys()


def test_only_a_manager_or_the_author_deletes_by_hand() -> None:
    vk = VkSandbox()
    comment = written(vk, "wall")
    with pytest.raises(PermissionError):
        vk.delete_comment_by_hand(vk.person(), comment)
    vk.delete_comment_by_hand(comment.author, comment)
    assert comment.deleted


def test_replies_stand_in_the_thread_of_the_first_comment() -> None:
    vk = VkSandbox()
    post, anna, boris = vk.post(), vk.person(), vk.person()
    first = vk.comment(post, anna, "раз")
    second = vk.comment(post, boris, "два", reply_to=first)
    vk.comment(post, anna, "три", reply_to=second)
    body = last(vk)["object"]
    assert body["parents_stack"] == [first.id]
    assert (body["reply_to_comment"], body["reply_to_user"]) == (second.id, boris)


def test_posts_and_comments_of_the_wall_share_their_numbers() -> None:
    vk = VkSandbox()
    one = vk.post()
    comment = vk.comment(one, vk.person(), "раз")
    assert [one.id, comment.id, vk.post().id] == [1, 2, 3]


def test_a_suggested_post_is_of_its_author() -> None:
    vk = VkSandbox()
    anna = vk.person()
    vk.suggest(anna, "Опубликуйте!")
    body = last(vk)["object"]
    assert (body["post_type"], body["from_id"]) == ("suggest", anna)


async def test_suggested_posts_are_listed_apart(vk: VkSandbox, api: Client) -> None:
    post, suggested = vk.post(), vk.suggest(vk.person(), "Опубликуйте!")
    call = {"owner_id": -vk.group_id, "token": vk.user_token}
    plain = await api.ok("wall.get", **call)
    assert [item["id"] for item in plain["items"]] == [post.id]
    offered = await api.ok("wall.get", filter="suggests", **call)
    assert [item["id"] for item in offered["items"]] == [suggested.id]


async def test_comments_are_read_in_pages_with_threads_and_names(
    vk: VkSandbox, api: Client
) -> None:
    post, anna = vk.post(), vk.person("Анна")
    first = [vk.comment(post, anna, str(number)) for number in range(5)]
    reply = vk.comment(post, vk.community("Соседи"), "ответ", reply_to=first[0])
    call = {"owner_id": -vk.group_id, "post_id": post.id, "token": vk.service_token}
    body = await api.ok("wall.getComments", count=2, offset=1, **call)
    assert [item["text"] for item in body["items"]] == ["1", "2"]
    assert (body["count"], body["current_level_count"]) == (6, 5)
    body = await api.ok("wall.getComments", sort="desc", count=1, **call)
    assert body["items"][0]["text"] == "4"
    body = await api.ok("wall.getComments", thread_items_count=3, extended=True, **call)
    assert body["items"][0]["thread"]["count"] == 1
    assert body["items"][0]["thread"]["items"][0]["id"] == reply.id
    assert body["profiles"][0]["first_name"] == "Анна"
    assert body["groups"][0]["name"] == "Соседи"
    body = await api.ok("wall.getComments", comment_id=first[0].id, **call)
    assert [item["id"] for item in body["items"]] == [reply.id]
    assert await api.refused("wall.getComments", count=101, **call) == 100


async def test_a_deleted_comment_is_listed_only_for_its_replies(vk: VkSandbox, api: Client) -> None:
    post, anna = vk.post(), vk.person()
    one, two = vk.comment(post, anna, "раз"), vk.comment(post, anna, "два")
    vk.comment(post, anna, "ответ", reply_to=one)
    for comment in (one, two):
        vk.delete_comment_by_hand(anna, comment)
    call = {"owner_id": -vk.group_id, "post_id": post.id, "token": vk.service_token}
    items = (await api.ok("wall.getComments", **call))["items"]
    assert [(item["id"], item["text"], item.get("deleted")) for item in items] == [
        (one.id, "", True)
    ]


@pytest.mark.parametrize("place", ["photo", "video", "market", "board"])
async def test_comments_of_every_place_are_read(vk: VkSandbox, api: Client, place: str) -> None:
    comment = written(vk, place)
    at = {FIELDS[place][0]: comment.object_id, "token": vk.user_token}
    at.update({"group_id": vk.group_id} if place == "board" else {"owner_id": -vk.group_id})
    body = await api.ok(f"{FAMILY[place]}.getComments", **at)
    assert [item["text"] for item in body["items"]] == [comment.text]


async def test_the_community_answers_once_for_one_guid(vk: VkSandbox, api: Client) -> None:
    comment = written(vk, "wall")
    call = {"owner_id": -vk.group_id, "post_id": comment.object_id, "message": "Ответили в ЛС"}
    call.update(from_group=vk.group_id, reply_to_comment=comment.id, guid="g1")
    one = await api.ok("wall.createComment", **call)
    assert one["parents_stack"] == [comment.id]
    assert await api.ok("wall.createComment", **call) == one
    assert len(vk.comments()) == 2
    assert vk.state.comments["wall", one["comment_id"]].author == -vk.group_id


async def test_closed_comments_are_closed_to_all(vk: VkSandbox, api: Client) -> None:
    post = vk.post()
    where_post = {"owner_id": -vk.group_id, "post_id": post.id}
    await api.ok("wall.closeComments", **where_post)
    with pytest.raises(PermissionError):
        vk.comment(post, vk.person(), "раз")
    assert await api.refused("wall.createComment", message="раз", **where_post) == 213
    await api.ok("wall.openComments", **where_post)
    vk.comment(post, vk.person(), "раз")


def test_likes_are_told() -> None:
    vk = VkSandbox()
    comment, anna = written(vk, "wall"), vk.person()
    vk.like(anna, comment)
    body = last(vk)["object"]
    assert (body["object_type"], body["object_id"]) == ("comment", comment.id)
    assert body["post_id"] == comment.object_id
    vk.unlike(anna, comment)
    assert last(vk)["type"] == "like_remove"
    assert comment.likes == set()


async def test_stop_words_replace_the_list_and_delete_the_next_copies(
    vk: VkSandbox, api: Client
) -> None:
    post, anna = vk.post(), vk.person()
    before = vk.comment(post, anna, "казино тут")
    call = {"group_id": vk.group_id, "obscene_stopwords": True, "obscene_words": ["казино", "лс"]}
    await api.ok("groups.edit", **call)
    events = vk.feed.ts
    copy = vk.comment(post, anna, "КАЗИНО тут")
    assert not before.deleted
    assert vk.deleted_comments(by=0) == [copy]
    assert vk.feed.ts == events
    await api.ok("groups.edit", group_id=vk.group_id, obscene_words="ставки")
    assert not vk.comment(post, anna, "казино тут").deleted
    assert not vk.comment(post, vk.manager(), "ставки").deleted


def test_the_filter_may_tell_of_what_it_deletes() -> None:
    vk = VkSandbox(Settings(filter_tells=True))
    vk.state.settings.update(obscene_stopwords=True, obscene_words=["казино"])
    vk.comment(vk.post(), vk.person(), "казино")
    types = [event["type"] for event in vk.feed.after(vk.feed.ts - 2)]
    assert types == ["wall_reply_new", "wall_reply_delete"]


async def test_a_community_key_cannot_read_the_stop_words(vk: VkSandbox, api: Client) -> None:
    assert await api.refused("groups.getSettings", group_id=vk.group_id) == 27
    assert await api.ok("groups.getSettings", group_id=vk.group_id, token=vk.user_token)
