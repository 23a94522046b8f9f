"""The platforms behind one port: each listens, translates and acts, and never decides.

`telegram/` and later `vk/` speak to networks, `memory.py` is a platform inside the process for
tests, and `dry.py` wraps any of them so that acts are only said.
"""
