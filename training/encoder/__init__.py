"""Fine-tuning of the transformer lane: recipe, batches, the run itself, and probes of transfer."""
