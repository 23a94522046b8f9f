"""config.toml and the environment over it: the one place where settings come from.

`settings` says which there are and what they mean; everything that is wrong is named at once, with
file, line and the nearest known key (`config_faults`); secrets never appear in a message, a repr or
a log. `describe` feeds the reference in docs/. Next: `app`, which puts the parts together.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from bot.config_clashes import clashes, strange_variables
from bot.config_faults import ConfigError, Fault, Source, fault_of_error, fault_of_syntax
from bot.settings import (
    BotSection,
    ClassifierSection,
    HttpSection,
    Key,
    PolicySection,
    RetentionSection,
    RolesSection,
    StorageSection,
    TelegramSection,
    VkSection,
    WatchdogSection,
    keys_of,
)
from models.person import Grant, Role, RoleSource

__all__ = ["Config", "ConfigError", "Fault", "Key", "describe", "load"]


class Config(BaseSettings):
    """All settings; a platform whose section is None is off."""

    model_config = SettingsConfigDict(
        env_prefix="VAKHTA_",
        env_nested_delimiter="__",
        enable_decoding=False,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot: BotSection = BotSection()
    storage: StorageSection = StorageSection()
    telegram: TelegramSection | None = None
    vk: VkSection | None = None
    roles: RolesSection = RolesSection()
    classifier: ClassifierSection = ClassifierSection()
    policy: PolicySection = PolicySection()
    retention: RetentionSection = RetentionSection()
    watchdog: WatchdogSection = WatchdogSection()
    http: HttpSection = HttpSection()

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment speak over the file, and nothing else speak at all."""
        return env_settings, init_settings

    def grants(self) -> tuple[Grant, ...]:
        """Return the roles of the config, strongest first; they hold in the whole workspace."""
        roles = self.roles
        lists = {
            Role.OWNER: roles.owners,
            Role.LEAD: roles.leads,
            Role.MODERATOR: roles.moderators,
            Role.TRAINEE: roles.trainees,
        }.items()
        return tuple(Grant(key, role, RoleSource.CONFIG) for role, keys in lists for key in keys)

    def secrets(self) -> tuple[str, ...]:
        """Return everything that must never be printed, for the redaction of logs."""
        found: list[SecretStr | None] = [self.watchdog.ping_url]
        if self.telegram is not None:
            found += [
                self.telegram.token,
                webhook.secret if (webhook := self.telegram.webhook) else None,
            ]
        if self.vk is not None:
            found += [self.vk.token, self.vk.user_token, self.vk.service_token]
            found += [callback.secret if (callback := self.vk.callback) else None]
        return tuple(one.get_secret_value() for one in found if one and one.get_secret_value())


def load(path: Path | None = None) -> Config:
    """Read the file (None: the environment alone) and the environment over it.

    Relative paths come back relative to the file's folder. Raises ConfigError with every fault.
    """
    source, faults = _read(path)
    config = None
    if not faults:
        try:
            config = Config(**source.file)
        except ValidationError as error:
            faults += [fault_of_error(one, source, Config) for one in error.errors()]
        faults += clashes(source)
        faults += strange_variables(source, list(Config.model_fields))
    if config is None or faults:
        # The cause would carry what was written, tokens too.
        raise ConfigError(faults) from None
    return _anchored(config, source.folder)


class _Written(Config):
    """Settings that listen to no environment."""

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def written(tree: Mapping[str, Any], folder: Path) -> Config:
    """Return settings from a tree alone: the demo must never meet a token of the environment."""
    return _anchored(_Written(**tree), folder)


def _read(path: Path | None) -> tuple[Source, list[Fault]]:
    environment = EnvSettingsSource(Config)
    variables = tuple(
        name for name in environment.env_vars if name.startswith("vakhta_") and "__" in name
    )
    if path is None:
        return Source("environment", Path.cwd(), "", {}, environment(), variables), []
    source = Source(str(path), path.resolve().parent, "", {}, environment(), variables)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return source, [
            Fault(str(path), None, "", "there is no such file; copy config.example.toml")
        ]
    except (OSError, UnicodeDecodeError) as error:
        return source, [Fault(str(path), None, "", f"cannot be read: {type(error).__name__}")]
    try:
        file = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return source, [fault_of_syntax(str(path), str(error))]
    return Source(str(path), source.folder, text, file, source.environment, variables), []


def _anchored(config: Config, folder: Path) -> Config:
    """Return the config with its relative paths made absolute from the file's folder."""
    data_dir = folder / config.bot.data_dir
    scheme, _, database = (
        config.storage.url or f"sqlite+aiosqlite:///{data_dir}/vakhta.db"
    ).partition(":///")
    if scheme.startswith("sqlite"):
        database = str(folder / database)
    checkpoint = config.classifier.checkpoint
    if (folder / checkpoint).is_dir():
        checkpoint = str(folder / checkpoint)
    file = config.policy.file and folder / config.policy.file
    return config.model_copy(
        update={
            "bot": config.bot.model_copy(update={"data_dir": data_dir}),
            "storage": config.storage.model_copy(update={"url": f"{scheme}:///{database}"}),
            "classifier": config.classifier.model_copy(update={"checkpoint": checkpoint}),
            "policy": config.policy.model_copy(update={"file": file}),
        }
    )


def describe() -> list[Key]:
    """Return every setting in the order of config.example.toml."""
    return list(keys_of("", Config))
