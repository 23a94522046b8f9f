"""Local platforms with people in them: for the demo, the journeys and the load tests.

Imports nothing of the bot: it is the outside world. `telegram/` is a Bot API server, `people/` and
`scenes/` are those who talk, `load.py` prepares load, `python -m sandbox` runs it as a process.
"""
