"""Text files: encoding, syntax, records, footer."""
