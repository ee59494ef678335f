"""A million rows of ten numbers as CSV, beside duckdb alone: time, memory, and whether a window could answer."""
