"""What the brand wants done, as rules, and the one pure place where a message meets them.

`load` or `default` makes a `Policy`; `decide` reads it and a `Situation`, and answers a verdict.
What to do with the verdict is `handlers/message.py`'s to say.
"""
