"""One run: the trainer, its epochs, history, snapshots and control."""
