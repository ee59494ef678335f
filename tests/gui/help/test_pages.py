"""The pages of help: every link leads somewhere, words are found, and every term on screen has its word."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QLineEdit, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from engine.training.fields import TRAINING_FIELDS
from gui.application import Application
from gui.help.pages import FOLDER, PAGES, HelpPages, anchor
from tests.gui.person import Person

LINK = re.compile(r"\]\(([^)]+)\)")


@pytest.fixture
def pages(qtbot: QtBot) -> Iterator[HelpPages]:
    window = QWidget()
    qtbot.addWidget(window)
    made = HelpPages(window, "words.md")
    made.show()
    yield made
    assert made.parent() is window


def headings(page: str) -> list[str]:
    lines = (FOLDER / page).read_text(encoding="utf-8").splitlines()
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


def test_there_is_a_page_for_each_and_no_other() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in LINK.findall((FOLDER / page).read_text(encoding="utf-8")):
        target, _, place = link.partition("#")
        assert (target or page) in PAGES
        assert not place or place in map(anchor, headings(target or page)), link


def test_words_are_in_order_and_each_is_there_once() -> None:
    words = headings("words.md")[1:]
    assert words == sorted(words, key=str.lower)
    assert len(set(words)) == len(words)


def test_the_fields_that_need_a_word_have_one() -> None:
    words = {word.lower() for word in headings("words.md")}
    labels = {field.label.lower().rstrip(":") for field in TRAINING_FIELDS.values()}
    named = {"patience", "flat", "stop at", "starts", "folds", "l1", "l2", "schedule"} & labels
    assert named
    assert named <= words


def test_a_link_leads_to_its_heading(pages: HelpPages) -> None:
    pages.show_page("article.md")
    assert pages.windowTitle() == "The article – Help"
    browser = pages.findChild(QTextBrowser, "help_page")
    assert isinstance(browser, QTextBrowser)
    browser.anchorClicked.emit(QUrl("words.md#standardised"))
    assert pages.page == "words.md"
    assert browser.textCursor().block().text() == "Standardised"
    browser.anchorClicked.emit(QUrl("elsewhere.md"))
    assert pages.page == "words.md"


def test_words_are_searched_for(qtbot: QtBot, pages: HelpPages) -> None:
    search, browser = pages.findChild(QLineEdit, "help_search"), pages.findChild(QTextBrowser, "help_page")
    assert isinstance(search, QLineEdit)
    assert isinstance(browser, QTextBrowser)
    qtbot.keyClicks(search, "validation")
    first = browser.textCursor().position()
    assert browser.textCursor().selectedText().lower() == "validation"
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert browser.textCursor().position() > first
    qtbot.keyClicks(search, " nowhere")
    assert search.property("invalid")


def test_the_menu_opens_the_pages(person: Person, program: Application) -> None:
    for name, page in (("words", "words.md"), ("article", "article.md")):
        person.trigger(name)
        shown = program.window.findChild(HelpPages)
        assert isinstance(shown, HelpPages)
        assert shown.page == page
    assert len(program.window.findChildren(HelpPages)) == 1
