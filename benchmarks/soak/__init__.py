"""Long runs that look for what must never happen: see `python -m benchmarks.soak --help`."""
