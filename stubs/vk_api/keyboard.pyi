from enum import Enum

class VkKeyboardColor(Enum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    NEGATIVE = "negative"
    POSITIVE = "positive"

class VkKeyboard:
    def __init__(self, one_time: bool = ..., inline: bool = ...) -> None: ...
    def get_keyboard(self) -> str: ...
    @classmethod
    def get_empty_keyboard(cls) -> str: ...
    def add_button(
        self,
        label: str,
        color: VkKeyboardColor | str = ...,
        payload: str | list[object] | dict[str, object] | None = ...,
    ) -> None: ...
    def add_callback_button(
        self,
        label: str,
        color: VkKeyboardColor | str = ...,
        payload: str | list[object] | dict[str, object] | None = ...,
    ) -> None: ...
    def add_openlink_button(
        self,
        label: str,
        link: str,
        payload: str | list[object] | dict[str, object] | None = ...,
    ) -> None: ...
    def add_line(self) -> None: ...
