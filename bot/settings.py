"""The sections of config.toml: every setting with its type, its default and its one line of docs.

Secrets are SecretStr: no repr and no error shows them. Which sections there are says `config`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic.fields import FieldInfo


def _listed(value: object) -> object:
    """Read a list from the environment: words between commas."""
    if isinstance(value, str):
        return [word.strip() for word in value.strip("[] ").split(",") if word.strip()]
    return value


def _counted(value: object) -> object:
    """Refuse true and false where a number stands: Python would read them as 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("must be a whole number")  # noqa: TRY004 - pydantic gathers ValueErrors
    return value


Count = Annotated[int, BeforeValidator(_counted)]
Chats = Annotated[tuple[Count, ...], BeforeValidator(_listed)]
Keys = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Section(BaseModel):
    """What all sections share: no unknown keys, no change after loading, docs from docstrings."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, hide_input_in_errors=True
    )


class BotSection(Section):
    """What the bot speaks, where it keeps its files, and whether it acts."""

    language: Literal["ru", "en"] = "ru"
    """What the bot itself speaks in shared chats: ru, en."""
    data_dir: Path = Path("var")
    """Where files of its own live: locks, backup copies."""
    mode: Literal["act", "observe"] = "act"
    """act, or observe: say what would be done, do nothing."""


class StorageSection(Section):
    """Where everything is remembered."""

    url: str = Field(default="", repr=False)
    """sqlite+aiosqlite:///path of a file; without it vakhta.db in bot.data_dir."""


class WebhookSection(Section):
    """Where Telegram delivers in webhook mode; answered by the server of [http]."""

    url: str
    """Public https address that Telegram calls, without the path."""
    path: str = "/telegram"
    """Path of the webhook at that address and on our server."""
    secret: SecretStr
    """Secret token that Telegram sends along: 1 to 256 letters, digits, _ and -."""


class TelegramSection(Section):
    """Telegram; without this section the platform is off."""

    token: SecretStr
    """Token of the bot from BotFather; better as VAKHTA_TELEGRAM__TOKEN than in a file."""
    api: str = "https://api.telegram.org"
    """Address of the Bot API: Telegram's, a local Bot API server, or the sandbox."""
    mode: Literal["polling", "webhook"] = "polling"
    """polling (we ask) or webhook (Telegram calls us, see [telegram.webhook])."""
    moderators_chat: Count | None = None
    """Id of the chat for cards; without it the one bound with the setup code."""
    chats: Chats = ()
    """Ids of watched chats; empty: those bound with the setup code."""
    webhook: WebhookSection | None = None


class CallbackSection(Section):
    """Where VK delivers in callback mode; answered by the server of [http]."""

    path: str = "/vk"
    """Path of the callback on our server."""
    confirmation: str = ""
    """The line that confirms our server to VK; used where VK does not tell it to the key."""
    secret: SecretStr
    """Secret key that VK sends along with each event."""


class VkSection(Section):
    """VK; without this section the platform is off."""

    token: SecretStr
    """Community key; better as VAKHTA_VK__TOKEN than in a file."""
    group_id: Count
    """Id of the community, a positive number."""
    api: str = "https://api.vk.ru"
    """Address of the VK API, or of the sandbox."""
    mode: Literal["longpoll", "callback"] = "longpoll"
    """longpoll (we ask; with [vk.callback] VK may call us as well) or callback (VK calls us)."""
    user_token: SecretStr | None = None
    """Optional key of a community manager: unlocks what a community key may not do."""
    service_token: SecretStr | None = None
    """Optional service key of an application: reads what is public."""
    moderators_peer: Count | None = None
    """Peer id of the VK chat for cards; without it the one bound with the setup code."""
    chats: Chats = ()
    """Peer ids of watched VK chats; empty: those bound with the setup code."""
    callback: CallbackSection | None = None


class RolesSection(Section):
    """Who may do what, over what the platforms say; each as `telegram:123456` or `vk:654321`."""

    owners: Keys = ()
    """May do everything; the setup code makes the first one otherwise."""
    leads: Keys = ()
    """May undo anyone's decision."""
    moderators: Keys = ()
    """May decide, and undo their own decisions for 24 hours."""
    trainees: Keys = ()
    """May propose; somebody else decides."""


class ClassifierSection(Section):
    """What judges texts."""

    checkpoint: str = "default"
    """The shipped one (default), a local folder, or a model id of a hub."""
    engine: Literal["auto", "linear", "transformer"] = "auto"
    """auto, linear (no torch needed) or transformer."""
    labels: dict[str, str] = {}
    """For a model of a hub: what its labels mean, where their names do not say it."""


class PolicySection(Section):
    """What is done about what was seen."""

    file: Path | None = None
    """Rules of your own; the built-in default policy serves without it."""


class RetentionSection(Section):
    """How long things are kept."""

    raw_days: Count = Field(default=7, ge=1)
    """Days that updates are kept as the platform sent them."""
    text_days: Count = Field(default=180, ge=1)
    """Days that texts and names are kept; the text of an open case stays."""
    audit_days: Count = Field(default=1095, ge=1)
    """Days that audit lines (ids and codes only) are kept."""


class WatchdogSection(Section):
    """Who notices when we are dead."""

    ping_url: SecretStr = SecretStr("")
    """Called every minute, only while intake, database and courier work; empty: nobody is."""


class HttpSection(Section):
    """Our own server: webhooks, /healthz, /readyz, /metrics."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: Count = Field(default=8080, ge=0, le=65535)
    """Port to listen on; 0 takes any free one."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting, as the reference of the docs shows it."""

    section: str
    name: str
    type: str
    default: str
    """As TOML would say it; empty where there is none."""
    doc: str


def keys_of(section: str, model: type[BaseModel]) -> Iterator[Key]:
    """Yield the settings of a section and of the sections in it."""
    for name, field in model.model_fields.items():
        inner = _section(field)
        if inner is not None:
            yield from keys_of(f"{section}.{name}".lstrip("."), inner)
        else:
            yield Key(
                section, name, _type(field), _default(field), (field.description or "").strip()
            )


def _section(field: FieldInfo) -> type[BaseModel] | None:
    """Return the section behind a field, optional ones too; None for a plain setting."""
    choices = (field.annotation, *get_args(field.annotation))
    return next(
        (one for one in choices if isinstance(one, type) and issubclass(one, BaseModel)), None
    )


def _type(field: FieldInfo) -> str:
    """Name a setting's type in a word of TOML."""
    annotation = str(field.annotation)
    if "Literal" in annotation:
        return " or ".join(get_args(field.annotation))
    if "dict" in annotation:
        return "table"
    if "tuple" in annotation:
        return "list of numbers" if "int" in annotation else "list of text"
    return "number" if "int" in annotation else "text"


def _default(field: FieldInfo) -> str:
    value = (
        field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    )
    if value is None or field.is_required():
        return ""
    return str(list(value)) if isinstance(value, tuple) else json.dumps(value, default=str)
