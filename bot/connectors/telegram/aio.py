"""The part of aiogram that we call, loaded without the schemas of all the rest of Telegram.

At import aiogram builds a pydantic schema for each of some hundreds of types: 110 MB and two
seconds, of which a dozen methods are ever called. So pydantic is told to put schemas off while
aiogram is imported, and those of what we call are built here. Whoever calls another method of `Bot`
adds it to `CALLED`; everything of ours imports aiogram from here (docs/decisions/0025).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal, Optional, Union

from pydantic import BaseModel, ConfigDict


def _nothing(_: type, /, **_options: object) -> None:
    """Stand in for `BaseModel.model_rebuild`."""


@contextmanager
def _schemas_put_off() -> Iterator[None]:
    """Build no schema of the models that are defined in here, even where one is asked for."""
    config, rebuild = BaseModel.model_config, BaseModel.__dict__["model_rebuild"]
    BaseModel.model_config = ConfigDict(defer_build=True)
    type.__setattr__(BaseModel, "model_rebuild", classmethod(_nothing))
    try:
        yield
    finally:
        BaseModel.model_config = config
        type.__setattr__(BaseModel, "model_rebuild", rebuild)


with _schemas_put_off():
    from aiogram import Bot, exceptions, methods, types
    from aiogram.client.default import Default
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.methods.base import Response

__all__ = ["CALLED", "AiohttpSession", "Bot", "TelegramAPIServer", "exceptions", "methods", "types"]

CALLED: Final = (
    methods.AnswerCallbackQuery,
    methods.BanChatMember,
    methods.BanChatSenderChat,
    methods.DeleteBusinessMessages,
    methods.DeleteMessage,
    methods.DeleteMessages,
    methods.EditMessageText,
    methods.GetChatMember,
    methods.LeaveChat,
    methods.RestrictChatMember,
    methods.SendMessage,
    methods.UnbanChatMember,
    methods.UnbanChatSenderChat,
)
"""Every method of the Bot API that we call through aiogram."""

_SENT: Final = (
    types.ChatPermissions,
    types.InlineKeyboardButton,
    types.InlineKeyboardMarkup,
    types.LinkPreviewOptions,
    types.Message,
    types.ReplyParameters,
)
"""What we make ourselves to send it, and what we read of an answer."""

_returned: list[Any] = [method.__returning__ for method in CALLED]
_ANSWERS: Final = tuple(Response.__class_getitem__(one) for one in _returned)
"""Envelopes of the answers; held here, since pydantic's own hold on them is weak."""


def _build() -> None:
    """Build what is used; types name each other only for type checkers, so the names are given."""
    names = vars(types) | {"List": list, "Optional": Optional, "Union": Union, "Literal": Literal}
    names["Default"] = Default
    models: list[Any] = [*_SENT, types.ResponseParameters, *CALLED, *_ANSWERS]
    for model in models:
        model.model_rebuild(_types_namespace=names)


_build()
