"""What can be said about a project: whether its data is fit to learn from, and what to do where it is not."""
