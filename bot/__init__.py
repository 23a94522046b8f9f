"""The process: starts, listens, acts, remembers. Decisions are made in `handlers`.

`app` puts the parts together; `intake` stores what platforms deliver, `lanes` bring it to the
handlers in order, `courier` does what they promised, `clockwork` turns time into events.
"""
