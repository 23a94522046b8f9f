"""VK: long poll or callback bring raw JSON, `translate` reads it, keys of three kinds act.

Only this folder knows vk_api. What arrives is read by our own tolerant reader (`wire`), because one
event that a strict schema refuses would cost all the others.
"""
