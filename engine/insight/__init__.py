"""What can be said about data and runs."""
