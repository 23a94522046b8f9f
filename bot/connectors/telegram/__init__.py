"""Telegram: the poller or webhook brings raw JSON, `translate` reads it, `connector` acts.

Only this folder knows aiogram. What arrives is read by our own tolerant reader (`wire`), because
one update that a strict schema refuses would stop all the others; what leaves goes through
aiogram's Bot.
"""
