"""The look of the program: two palettes of our own on Fusion, a small stylesheet, and tinted icons.

Nothing here depends on the colours of the system, so a picture drawn off-screen looks like the window on a
desk. The stylesheet (resources/theme.qss) says only what a QPalette cannot. Widgets ask for a look by dynamic
properties: `primary` (QToolButton, QPushButton), `link` (QPushButton), `invalid` and `warning` (QLineEdit,
QComboBox), `role` (QLabel: "header", "title", "muted", "value"), `panel` (QFrame).
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QDir, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

RESOURCES: Final = Path(__file__).resolve().parents[2] / "resources"
ICONS: Final = RESOURCES / "icons"


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Every colour of the window, each as "#rrggbb"."""

    name: str
    window: str
    panel: str
    base: str
    alternate: str
    hover: str
    pressed: str
    text: str
    muted: str
    disabled: str
    border: str
    control: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    link: str
    train: str
    test: str
    validation: str
    diagonal: str
    grid: str
    warning: str
    warning_base: str
    error: str
    error_base: str
    good: str
    good_base: str
    info: str
    info_base: str
    tooltip: str
    tooltip_text: str
    positive: str
    negative: str
    """For the sign of a weight or an answer; every eye can tell them apart (ColorBrewer's BrBG)."""
    series: tuple[str, ...]
    """For outputs and classes; not those of the shares of the rows, which mean something else."""


LIGHT: Final = Theme(
    name="light",
    window="#f0f1f4",
    panel="#fafafb",
    base="#ffffff",
    alternate="#f5f6f8",
    hover="#e4e6eb",
    pressed="#d8dbe2",
    text="#1b1e25",
    muted="#596070",
    disabled="#a2a8b4",
    border="#dcdfe5",
    control="#b4bac6",
    accent="#3d5bdc",
    accent_hover="#3450cb",
    accent_pressed="#2b43b0",
    on_accent="#ffffff",
    link="#3450cb",
    train="#1f6fd6",
    test="#c4510c",
    validation="#0a8a68",
    diagonal="#838b9a",
    grid="#e3e6eb",
    warning="#8a5200",
    warning_base="#fff3d9",
    error="#c0272d",
    error_base="#fdecec",
    good="#1a7239",
    good_base="#e6f5ea",
    info="#2f4cc4",
    info_base="#eaeefc",
    tooltip="#22262f",
    tooltip_text="#f2f3f6",
    positive="#01665e",
    negative="#8c510a",
    series=("#7a2f8f", "#7a8f3e", "#d068b8", "#16424b", "#4c0b24", "#2a1470", "#4c3c0b", "#6b6380"),
)

DARK: Final = Theme(
    name="dark",
    window="#14161a",
    panel="#1b1e24",
    base="#121418",
    alternate="#181b20",
    hover="#2a2e37",
    pressed="#343944",
    text="#e7e9ee",
    muted="#9ba3b2",
    disabled="#5b626f",
    border="#2c3039",
    control="#454c59",
    accent="#4a66e8",
    accent_hover="#506ce9",
    accent_pressed="#3d57d0",
    on_accent="#ffffff",
    link="#97a9ff",
    train="#6ea8ff",
    test="#ff9a52",
    validation="#3fcf9f",
    diagonal="#717988",
    grid="#262a32",
    warning="#f2b84b",
    warning_base="#33270f",
    error="#ff8080",
    error_base="#391a1d",
    good="#5ad18d",
    good_base="#14301f",
    info="#9db0ff",
    info_base="#1d2440",
    tooltip="#343944",
    tooltip_text="#f2f3f6",
    positive="#5ab4ac",
    negative="#d8b365",
    series=("#e05bb0", "#f4ec4a", "#a838e8", "#b8ff90", "#8a7d5c", "#ffc4f4", "#9e8d18", "#b236b2"),
)

THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK)}

SMALL_ICON: Final = 16
ICON: Final = 20
"""The sizes icons are drawn for: small in panels and dialogs, the other in the toolbar."""

_ICON_COLOURS: Final = {"warning": "warning", "error": "error", "info": "info", "good": "good"}


def system_theme() -> Theme:
    """What the system asks for; light where it does not say."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def current_theme() -> Theme:
    """The theme the program is drawn in now, so that small controls need not be handed one.

    It is told from the application's palette; a widget's own may be changed by the stylesheet.
    """
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole program the look of `theme`, at once."""
    QDir.setSearchPaths("icons", [str(ICONS)])
    if not app.styleSheet():  # with one, the style has no name, and setting it again takes a while
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme, title_size=_larger(app.font())))


def palette(theme: Theme) -> QPalette:
    """Return the QPalette of `theme`, with every role of every group said."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.alternate,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.panel,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.tooltip,
        role.ToolTipText: theme.tooltip_text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.link,
        role.LinkVisited: theme.link,
        role.Light: theme.base,
        role.Midlight: theme.alternate,
        role.Mid: theme.border,
        role.Dark: theme.control,
        role.Shadow: theme.border,
    }
    result = QPalette()
    for group, own in ((QPalette.ColorGroup.All, colours), (QPalette.ColorGroup.Disabled, _disabled(theme))):
        for key, colour in own.items():
            result.setColor(group, key, QColor(colour))
    return result


def _disabled(theme: Theme) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    texts = (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.HighlightedText)
    return {
        **dict.fromkeys((*texts, role.Link, role.LinkVisited), theme.disabled),
        role.Highlight: theme.pressed,
        role.Accent: theme.control,
        role.Base: theme.panel,
    }


@cache
def stylesheet(theme: Theme, title_size: str = "13pt") -> str:
    """What a palette cannot say: spacing, edges, the size of titles, and states like invalid or primary."""
    template = Template((RESOURCES / "theme.qss").read_text(encoding="utf-8"))
    colours = {field.name: getattr(theme, field.name) for field in fields(theme)}
    return template.substitute(colours, title_size=title_size)


def _larger(font: QFont) -> str:
    """The size of a title beside text in `font`, which is as large as the person told the system."""
    points = font.pointSizeF()
    return f"{points * 1.4:.1f}pt" if points > 0 else f"{round(font.pixelSize() * 1.4)}px"


def set_state(widget: QWidget, name: str, value: bool | str) -> None:
    """Set a dynamic property the stylesheet looks at, and redraw the widget and what is in it."""
    if (widget.property(name) or False) == (value or False):
        return
    widget.setProperty(name, value)
    style = widget.style()
    for part in (widget, *widget.findChildren(QWidget)):
        style.unpolish(part)
        style.polish(part)
    widget.update()


@cache
def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The icon `resources/icons/NAME.svg` in the text colour of `theme`, greyed where disabled.

    Signs of a kind of message (warning, error, info, good) have that kind's colour. `colour` ("#rrggbb")
    overrides.
    """
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"there is no icon {name!r}")
    normal = colour or getattr(theme, _ICON_COLOURS.get(name, "text"))
    result = QIcon()
    renderer = QSvgRenderer(str(path))
    for size in _icon_sizes():
        shape = _draw(renderer, size)
        result.addPixmap(_tinted(shape, normal), QIcon.Mode.Normal)
        result.addPixmap(_tinted(shape, theme.disabled), QIcon.Mode.Disabled)
    return result


@cache
def app_icon() -> QIcon:
    """The program's own icon, in full colour."""
    result = QIcon()
    renderer = QSvgRenderer(str(ICONS / "layerbench.svg"))
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(QPixmap.fromImage(_draw(renderer, size)))
    return result


def _icon_sizes() -> list[int]:
    """The sizes in pixels to draw icons in: sharp on every screen there is, and on any of scale 1 or 2."""
    scales = {1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    return sorted({round(size * scale) for size in (SMALL_ICON, ICON) for scale in scales})


def _draw(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    return image


def _tinted(shape: QImage, colour: str) -> QPixmap:
    image = QImage(shape)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(colour))
    painter.end()
    return QPixmap.fromImage(image)
