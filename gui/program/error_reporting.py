"""What happens when something goes wrong that nobody foresaw: it is logged, shown, and the program lives on.

The log (layerbench.log, rotating) and the traces of hard crashes (crash.log, by faulthandler) are in one
folder, `default_log_folder()`: Qt's place for the state of a program. It is neither settings nor documents,
so it is never synchronised or backed up with them.
"""

import contextlib
import faulthandler
import logging
import sys
import threading
import time
import traceback
from collections import Counter
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QStandardPaths,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from gui.program.error_window import ErrorWindow
from gui.program.versions import program_version, versions

log = logging.getLogger("layerbench")

LOG_NAME: Final = "layerbench.log"
CRASH_NAME: Final = "crash.log"
_LOG_BYTES: Final = 500_000
_LOGS_KEPT: Final = 2
_SAME_ERROR_LOGGED: Final = 5
"""How often the same error is logged in full; one in a paint event comes thirty times a second."""

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def default_log_folder() -> Path:
    """Where logs belong on this system; the application's name must be set."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.StateLocation))


def install(log_folder: Path) -> "ErrorReporting":
    """Catch from now on, on every thread, what nobody else catches; call it on the thread of the window."""
    reporting = ErrorReporting(log_folder)
    reporting.install()
    return reporting


class LogFile(RotatingFileHandler):
    """A log that goes without the lines a full disk does not take, instead of printing why."""

    def __init__(self, path: Path) -> None:
        """Go on with the log at `path`; raise OSError where it cannot be opened."""
        super().__init__(path, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say what is wrong unless it is the disk."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


class ErrorReporting(QObject):
    """Catches unexpected errors on every thread, logs them, and shows one window on its own thread."""

    error_caught = Signal(str, str)
    """Key and text of an error; may be emitted on any thread, is received on the window's."""

    def __init__(self, log_folder: Path) -> None:
        """Change nothing yet; see `install`."""
        super().__init__()
        self._folder = log_folder
        self._old_level = logging.NOTSET
        self._old_hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._had_faulthandler = False
        self._handlers: list[logging.Handler] = []
        self._crash_file: IO[bytes] | None = None
        self._counts: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._shown: set[str] = set()
        self._window: ErrorWindow | None = None
        # Queued even on the same thread: a window must not open in the middle of a paint event.
        self.error_caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @property
    def log_folder(self) -> Path:
        """Where layerbench.log and crash.log are."""
        return self._folder

    @property
    def window(self) -> ErrorWindow | None:
        """The window of the last error, if one was shown."""
        return self._window

    def install(self) -> None:
        """Put our hooks in; what was there is kept for `uninstall`."""
        self._old_level = log.level
        self._old_hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._had_faulthandler = faulthandler.is_enabled()
        self._open_files()
        log.setLevel(logging.INFO)
        logging.captureWarnings(True)  # noqa: FBT003
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        self._old_qt_handler = qInstallMessageHandler(self._on_qt_message)
        log.info("Layerbench %s started (%s)", program_version(), _versions_line())

    def uninstall(self) -> None:
        """Put everything back as it was, and close the files."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._old_hooks
        qInstallMessageHandler(self._old_qt_handler)
        logging.captureWarnings(False)  # noqa: FBT003
        log.setLevel(self._old_level)
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None
            if self._had_faulthandler and sys.__stderr__ is not None:
                faulthandler.enable(sys.__stderr__)
        for handler in self._handlers:
            log.removeHandler(handler)
            logging.getLogger("py.warnings").removeHandler(handler)
            with contextlib.suppress(OSError):  # it may hold what a full disk did not take
                handler.close()
        self._handlers.clear()
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None

    def report(self, error: BaseException) -> None:
        """Log an unexpected error and show it, from any thread."""
        key = _key(error)
        text = "".join(traceback.format_exception(error))
        with self._counting:
            self._counts[key] += 1
            count = self._counts[key]
        if count <= _SAME_ERROR_LOGGED:
            log.error("unexpected error on thread %r\n%s", threading.current_thread().name, text)
        if count == _SAME_ERROR_LOGGED:
            log.error("the same error is not logged again until the program is started anew")
        if count == 1:
            # When the program is ending, Qt may have thrown this object away already.
            with contextlib.suppress(RuntimeError):
                self.error_caught.emit(key, text)

    def _open_files(self) -> None:
        """Open log and crash log; a folder that cannot be written must not keep the program from starting."""
        self._add_handler(logging.StreamHandler(), logging.WARNING)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._add_handler(LogFile(self._folder / LOG_NAME))
            crash_path = self._folder / CRASH_NAME
            grown = crash_path.exists() and crash_path.stat().st_size > _LOG_BYTES
            # Without a buffer: on a full disk there would be something left in it that closing fails on.
            self._crash_file = crash_path.open("wb" if grown else "ab", buffering=0)
            faulthandler.enable(self._crash_file)
            self._crash_file.write(f"--- {_heading()}\n".encode())  # a trace itself has no date
        except OSError as error:
            log.warning("there will be no log in %s: %s", self._folder, error)

    def _add_handler(self, handler: logging.Handler, level: int = logging.INFO) -> None:
        handler.setLevel(level)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        log.addHandler(handler)
        logging.getLogger("py.warnings").addHandler(handler)
        self._handlers.append(handler)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error.with_traceback(trace))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.report(args.exc_value)

    def _on_unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        """Log only: it happened while something was thrown away, and nothing a person did is lost."""
        trace = "".join(traceback.format_exception(args.exc_value)) if args.exc_value else ""
        log.error("%s %r\n%s", args.err_msg or "Exception ignored in", args.object, trace)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        log.log(_LEVELS.get(kind, logging.WARNING), "Qt (%s): %s", context.category, message)

    def _show(self, key: str, text: str) -> None:
        """Show an error in the one window; one that is already there, or was, is not shown again."""
        if key in self._shown or QApplication.instance() is None:
            return
        self._shown.add(key)
        if self._window is None:
            self._window = ErrorWindow(self._folder)
        self._window.add_error(f"{_heading()}\n\n{text}")


def _key(error: BaseException) -> str:
    """What makes two errors the same: their kind, and the line they come from."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {place}"


def _heading() -> str:
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    return f"Layerbench {program_version()}, {now}, {_versions_line()}"


def _versions_line() -> str:
    return ", ".join(f"{name} {version}" for name, version in versions().items())
