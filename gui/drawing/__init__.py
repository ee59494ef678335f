"""Drawing a table."""
