"""Columns as text, histogram and overview, for whoever shows columns."""
