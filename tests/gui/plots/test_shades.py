import pytest
from PySide6.QtGui import QColor

from gui.look.theme import DARK, LIGHT, Theme
from gui.plots.shades import READABLE, Shades, contrast


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["accent", "error"])
def test_text_can_be_read_on_every_shade(theme: Theme, tone: str) -> None:
    shades = Shades(theme.base, getattr(theme, tone), theme.text)
    for fill, text in zip(shades.fills, shades.texts, strict=True):
        assert contrast(fill, text) >= READABLE


def test_shades_go_from_faint_but_visible_to_full() -> None:
    shades = Shades("#ffffff", "#ff0000", "#000000")
    assert shades.fills[shades.step(1.0)] == QColor("#ff0000")
    faint = shades.fills[shades.step(0.0001)]
    assert 0 < 255 - faint.green() < 60
