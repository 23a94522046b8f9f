"""The commands, one file each; every file holds one click command under its own name."""
