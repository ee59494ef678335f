"""How numbers and cells can be written: separators, quotes, decimal signs, comments, words for nothing."""

from typing import Final

SEPARATORS: Final = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "blanks",
    "^": "caret",
    "~": "tilde",
    "::": "two colons",
    ":": "colon",
}
"""What can stand between cells, and its name; " " means any number of blanks and tabs."""

RARE_SEPARATORS: Final = ("^", "~", "::")
"""Those that are guessed only where every record has them."""

USUAL_SEPARATORS: Final = (",", ";", "\t", "|", " ")
"""Those that are guessed; a colon stands in times more often."""

QUOTES: Final = {'"': "double", "'": "single", "": "none"}
"""What can wrap a cell, and its name."""

DECIMALS: Final = {".": "point", ",": "comma"}

THOUSANDS: Final = {"": "none", ",": "comma", ".": "point", " ": "blank", "'": "apostrophe"}
"""What can stand between groups of three digits; a blank is of any width, breaking or not."""

COMMENTS: Final = {"": "none", "#": "#", "%": "%", "//": "//", ";": ";"}
"""What a line can begin with that is no record."""

# Compared in lower case, without blanks around them.
MISSING_WORDS: Final = (
    *(
        "",
        "?",
        ".",
        "-",
        "--",
        "---",
        "\u2212",
        "\u2013",
        "\u2014",
        "na",
        "n/a",
        "n.a.",
        "null",
        "none",
        "missing",
        "\\n",
    ),
    *("#n/a", "#value!", "#ref!", "#div/0!", "#num!", "#name?", "#null!"),
)

NOT_FINITE_WORDS: Final = ("nan", "inf", "infinity")
"""The same, and signs before them do not count either."""
