"""What can be wrong with a checkpoint, in words that say what to do; raised only at load."""


class CheckpointError(Exception):
    """The weights cannot serve: missing, damaged, of another revision, or of another engine."""
