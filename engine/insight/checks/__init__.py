"""What is odd about the data or a run, and what can be done about it."""
