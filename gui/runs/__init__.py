"""Runs: the session that trains them, the list of them, and what the status line says."""
