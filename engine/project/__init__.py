"""What a person decides, and what comes of it."""
