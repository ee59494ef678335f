"""Texts and names of files as they stand in duckdb's SQL."""

from collections.abc import Iterable


def quoted(text: str) -> str:
    """Return a text as it stands in SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted_list(texts: Iterable[str]) -> str:
    """Return texts as they stand in SQL between the brackets of a list."""
    return ", ".join(map(quoted, texts))


def unglobbed(path: str) -> str:
    """Keep duckdb from taking a name as a pattern: without this `x[2].csv` reads `x2.csv`."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)
