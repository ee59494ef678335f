"""Qt models: thin adapters between parts of a Project and the views of Qt."""
