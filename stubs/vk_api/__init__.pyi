# What bot/connectors/vk uses of vk_api 11.10.1, which ships no types.
from vk_api.exceptions import ApiError as ApiError
from vk_api.exceptions import ApiHttpError as ApiHttpError
from vk_api.exceptions import VkApiError as VkApiError
from vk_api.vk_api import VkApi as VkApi

__version__: str
