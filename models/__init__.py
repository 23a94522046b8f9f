"""The nouns of the watch: frozen dataclasses that everybody shares and that import nothing of ours.

A message arrives (`message`), is looked at (`signal`), judged (`verdict`), answered by promised
acts (`action`) and matters for people (`case`, `card`); every step leaves a line (`audit`). What a
handler wants remembered is one `effects.Effects`. The same nouns as tables: `models.tables`.
"""
