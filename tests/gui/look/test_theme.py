"""The look: readable everywhere, complete, and independent of the system."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.look import theme as look
from gui.look.theme import DARK, ICONS, LIGHT, RESOURCES, THEMES, Theme

pytestmark = pytest.mark.usefixtures("qapp")

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
NEEDED_ICONS = [
    *(
        "open",
        "train",
        "pause",
        "step",
        "stop",
        "new_weights",
        "undo",
        "redo",
        "add",
        "remove",
        "duplicate",
    ),
    *("up", "down", "theme", "warning", "error", "info", "good"),
]

TEXT_ON_GROUND = [
    *itertools.product(["text", "muted"], ["window", "panel", "base", "alternate"]),
    *itertools.product(["text"], ["hover", "pressed", "warning_base", "error_base", "info_base"]),
    *itertools.product(
        ["warning", "error", "good", "info", "link"], ["window", "panel", "base", "alternate"]
    ),
    *[(kind, f"{kind}_base") for kind in ("warning", "error", "good", "info")],
    *[("link", f"{kind}_base") for kind in ("warning", "error", "good", "info")],
    *itertools.product(["on_accent"], ["accent", "accent_hover", "accent_pressed"]),
    ("tooltip_text", "tooltip"),
]
LINES = ("train", "test", "validation", "diagonal", "accent")

# What people with the two common kinds of colour-blindness see, on linear RGB
# (Machado, Oliveira and Fernandes 2009).
EYES = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    look.apply_theme(qapp, LIGHT)


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast, 1 to 21."""
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.072175],
            [0.0193339, 0.119192, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@BOTH
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_every_text_is_readable_on_every_ground_it_stands_on(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@BOTH
def test_lines_and_dots_stand_out_from_the_ground_of_a_plot(theme: Theme) -> None:
    colours = {name: getattr(theme, name) for name in LINES} | dict(enumerate(theme.series))
    for ground in (theme.base, theme.panel):
        faint = {name for name, colour in colours.items() if contrast(colour, ground) < 3}
        assert not faint


@BOTH
@pytest.mark.parametrize("eyes", EYES)
def test_outputs_can_be_told_apart_also_by_colour_blind_people(theme: Theme, eyes: str) -> None:
    seen = [lab(EYES[eyes] @ linear(colour)) for colour in theme.series]
    closest = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))
    assert closest > 14
    three = [lab(EYES[eyes] @ linear(colour)) for colour in (theme.train, theme.test, theme.validation)]
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(three, 2)) > 28


@BOTH
@pytest.mark.parametrize(("eyes", "least"), [("normal", 25), ("deuteranopia", 14), ("protanopia", 14)])
def test_outputs_are_not_taken_for_shares_of_the_rows(theme: Theme, eyes: str, least: float) -> None:
    shares, outputs = (
        [lab(EYES[eyes] @ linear(colour)) for colour in colours]
        for colours in ((theme.train, theme.test, theme.validation), theme.series)
    )
    assert min(float(np.linalg.norm(a - b)) for a in shares for b in outputs) > least


@BOTH
def test_every_colour_is_six_hex_digits(theme: Theme) -> None:
    colours = [getattr(theme, field.name) for field in fields(theme) if field.name not in ("name", "series")]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in [*colours, *theme.series])
    assert len(theme.series) == 8
    assert THEMES[theme.name] is theme


@BOTH
def test_the_palette_says_every_role_of_every_group(theme: Theme) -> None:
    palette = look.palette(theme)
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled)
    roles = [
        role
        for role in QPalette.ColorRole
        if role not in (QPalette.ColorRole.NColorRoles, QPalette.ColorRole.NoRole)
    ]
    unsaid = [(g.name, r.name) for g in groups for r in roles if not palette.isBrushSet(g, r)]
    assert not unsaid
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == theme.disabled


@BOTH
def test_applying_a_theme_changes_the_whole_program(app: QApplication, theme: Theme) -> None:
    look.apply_theme(app, theme)
    assert app.palette().color(QPalette.ColorRole.WindowText).name() == theme.text
    assert app.palette().color(QPalette.ColorRole.Accent).name() == theme.accent
    assert theme.accent in app.styleSheet()
    assert "$" not in app.styleSheet()
    assert look.current_theme() is theme


def test_titles_grow_with_the_font_of_the_system(app: QApplication) -> None:
    before = app.font()
    large = QFont(before)
    large.setPointSizeF(20)
    app.setFont(large)
    look.apply_theme(app, LIGHT)
    assert "font-size: 28.0pt" in app.styleSheet()
    app.setFont(before)


@BOTH
@pytest.mark.parametrize("state", ["invalid", "warning"])
def test_a_marked_editor_is_drawn_with_an_edge_of_its_colour(
    app: QApplication, qtbot: QtBot, theme: Theme, state: str
) -> None:
    look.apply_theme(app, theme)
    editor = QLineEdit()
    qtbot.addWidget(editor)
    editor.resize(120, 30)

    def edge() -> str:
        return editor.grab().toImage().pixelColor(60, 0).name()

    plain = edge()
    look.set_state(editor, state, True)
    assert edge() == getattr(theme, {"invalid": "error", "warning": "warning"}[state])
    look.set_state(editor, state, False)
    assert edge() == plain


@BOTH
def test_a_placeholder_is_drawn_in_the_muted_colour(app: QApplication, qtbot: QtBot, theme: Theme) -> None:
    look.apply_theme(app, theme)
    editor = QLineEdit()
    qtbot.addWidget(editor)
    editor.setPlaceholderText("███")
    editor.resize(120, 30)
    assert editor.grab().toImage().pixelColor(14, 15).name() == theme.muted


def test_the_system_is_followed_where_it_says_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Hints:
        def __init__(self, scheme: Qt.ColorScheme) -> None:
            self.scheme = scheme

        def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802
            return self.scheme

    for scheme, theme in (
        (Qt.ColorScheme.Dark, DARK),
        (Qt.ColorScheme.Light, LIGHT),
        (Qt.ColorScheme.Unknown, LIGHT),
    ):
        monkeypatch.setattr(QGuiApplication, "styleHints", lambda scheme=scheme: Hints(scheme))
        assert look.system_theme() is theme


@pytest.mark.parametrize("name", NEEDED_ICONS)
def test_every_icon_has_something_to_see_in_both_modes(name: str) -> None:
    for theme in (LIGHT, DARK):
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            image = look.icon(name, theme).pixmap(QSize(20, 20), 1.0, mode).toImage()
            alpha = [image.pixelColor(x, y).alpha() for x in range(20) for y in range(20)]
            assert 10 < sum(a > 100 for a in alpha) < 330


@BOTH
def test_an_icon_has_the_colour_of_the_text_or_of_its_kind(theme: Theme) -> None:
    def colour(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
        image = icon.pixmap(QSize(40, 40), 1.0, mode).toImage()
        solid = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
        return next(pixel.name() for pixel in solid if pixel.alpha() == 255)

    assert colour(look.icon("train", theme)) == theme.text
    assert colour(look.icon("train", theme), QIcon.Mode.Disabled) == theme.disabled
    assert colour(look.icon("train", theme, theme.on_accent)) == theme.on_accent
    assert colour(look.icon("error", theme)) == theme.error


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_fills_its_place_sharply_at_every_scale_of_the_screen(scale: float) -> None:
    pixmap = look.icon("stop", LIGHT).pixmap(QSize(20, 20), scale)
    assert pixmap.size() == QSize(20, 20) * scale
    assert pixmap.devicePixelRatio() == scale
    edges = pixmap.toImage()
    blurred = look.icon("stop", LIGHT).pixmap(QSize(10, 10), 1.0).scaled(pixmap.size()).toImage()
    assert edges != blurred


def test_icons_are_kept_and_an_unknown_one_is_an_error() -> None:
    assert look.icon("open", LIGHT) is look.icon("open", LIGHT)
    with pytest.raises(KeyError, match="no icon 'nonsense'"):
        look.icon("nonsense", LIGHT)


def test_the_icon_of_the_program_is_in_full_colour() -> None:
    image = look.app_icon().pixmap(QSize(64, 64), 1.0).toImage()
    hues = {QColor(image.pixelColor(x, y)).hue() // 30 for x in range(64) for y in range(64)}
    assert len(hues) >= 3


def test_every_resource_is_a_valid_picture_and_every_picture_the_stylesheet_names_is_there() -> None:
    broken = [path.name for path in ICONS.glob("*.svg") if not QSvgRenderer(str(path)).isValid()]
    assert not broken
    named = re.findall(r"url\(icons:([^)]+)\)", (RESOURCES / "theme.qss").read_text(encoding="utf-8"))
    assert named
    assert all((ICONS / name).is_file() for name in named)
