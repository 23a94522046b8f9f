"""Who talks in the sandbox and with which words: the stage, the cast, phrases, disguises.

`sandbox/scenes/` puts them to work; a scene is ten lines over a `Stage`.
"""
