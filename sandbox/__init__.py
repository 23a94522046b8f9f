"""Local platforms with people in them: for the demo, the journeys and the load tests.

Imports nothing of the bot: it is the outside world. `telegram/` is a Bot API server, `vk/` a VK API
one; `people/` and `scenes/` are those who talk, `load.py` and `load_vk.py` prepare load,
`python -m sandbox` runs it all as a process.
"""
