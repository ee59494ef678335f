"""What a person's own words need in tips."""

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return a tip's text so that what looks like HTML in a person's table is shown as it is written."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text
