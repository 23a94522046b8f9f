"""The transformer lane: an encoder with our own heads. torch is imported below here, on demand."""
