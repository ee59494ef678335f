"""Texts that formats are filled into: files of their own, in the language they are written in."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "export"


@cache
def template(name: str) -> str:
    """Return a text of resources/export."""
    return (FOLDER / name).read_text(encoding="utf-8")


def filled(name: str, parts: Mapping[str, str]) -> str:
    """Return a text with each @NAME@ replaced by its part, in one go: parts may say the same."""
    places = "|".join(f"@{part}@" for part in parts)
    return re.sub(places, lambda match: parts[match[0].strip("@")], template(name))
