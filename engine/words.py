"""Numbers in sentences."""


def counted(count: int, noun: str) -> str:
    """Return "1 row" or "2,000 rows"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
