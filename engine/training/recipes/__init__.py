"""Named ways to train, and whether what was chosen can be trained."""
