"""What prints the figures of the bars; run each with `python -m benchmarks.NAME`."""
