"""The Checks panel, and the checking of data behind it."""
