"""What lasts: project files, and what is kept for the case of a crash."""
