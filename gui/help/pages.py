"""Shows the pages of help: links lead from one to another, and words can be searched for."""

from typing import Final

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from gui.look.theme import RESOURCES, set_state

FOLDER: Final = RESOURCES / "help"

PAGES: Final = {"words.md": "Words", "article.md": "The article"}
"""The pages, and what they are called."""


class HelpPages(QDialog):
    """One page at a time, beside the window; it stays open while the window is used."""

    def __init__(self, parent: QWidget, page: str) -> None:
        """Show `page`, one of PAGES."""
        super().__init__(parent)
        self.setObjectName("help_pages")
        self.resize(620, 640)
        self._browser = QTextBrowser()
        self._browser.setObjectName("help_page")
        self._browser.setAccessibleName("Page of help")
        self._browser.setOpenLinks(False)
        self._browser.anchorClicked.connect(self._follow)
        self._search = QLineEdit()
        self._search.setObjectName("help_search")
        self._search.setAccessibleName("Search in this page")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find_first)
        self._search.returnPressed.connect(self._find_next)
        row = QHBoxLayout()
        for name, title in PAGES.items():
            button = QPushButton(title)
            button.setObjectName(f"help_{name.removesuffix('.md')}")
            button.setAutoDefault(False)
            button.setProperty("link", "true")
            button.clicked.connect(lambda _checked=False, name=name: self.show_page(name))
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._search)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self._browser, 1)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search.setFocus)
        self.show_page(page)

    @property
    def page(self) -> str:
        """What is shown."""
        return self._page

    def show_page(self, page: str, place: str = "") -> None:
        """Show a page, from the heading that is `place` in its links, or from the beginning."""
        self._page = page
        self.setWindowTitle(f"{PAGES[page]} – Help")
        text = (FOLDER / page).read_text(encoding="utf-8")
        document = self._browser.document()
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._browser.moveCursor(QTextCursor.MoveOperation.Start)
        if place:
            self._go_to(place)

    def _go_to(self, place: str) -> None:
        """Scroll to the heading whose words a link spells."""
        block = self._browser.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor(block.text()) == place:
                self._browser.setTextCursor(QTextCursor(self._browser.document().lastBlock()))
                self._browser.setTextCursor(QTextCursor(block))  # upwards, so that it comes to the top
                return
            block = block.next()

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        page = link.path() or self._page
        if page in PAGES:
            self.show_page(page, link.fragment())

    @Slot(str)
    def _find_first(self, words: str) -> None:
        """Go to the first place with these words."""
        self._browser.moveCursor(QTextCursor.MoveOperation.Start)
        found = not words or self._browser.find(words)
        set_state(self._search, "invalid", not found)

    @Slot()
    def _find_next(self) -> None:
        """Go to the next place with the words that are searched for, after the last to the first."""
        words = self._search.text()
        if words and not self._browser.find(words):
            self._find_first(words)


def anchor(heading: str) -> str:
    """Return how a link spells a heading: "Learning rate" is "learning-rate"."""
    return "-".join(heading.lower().split())
