"""Start-up only: arguments, crash log, then gui.application."""

import gc
import os
import sys

# Read by NumPy's BLAS when it is imported. The matrices of small networks are too small to share between
# threads, and doing so costs more than it gains; wide layers share their rows between threads of our own.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from engine.shell.output import say  # noqa: E402
from gui.program.display import display_problem  # noqa: E402


def main(argv: list[str]) -> int:
    """Open the window, or draw it into a file; return the exit status."""
    if argv[:1] == ["--read-workbook"]:  # a bundle starts itself to read a workbook
        from engine.reading.spreadsheet import workbook_reader

        return workbook_reader.main(argv[1:])
    wants_picture = any(word == "--screenshot" or word.startswith("--screenshot=") for word in argv)
    if problem := display_problem():
        if not wants_picture and not {"-h", "--help"} & set(argv):
            say(f"{problem}; to draw the window into a file, run: python main.py --screenshot window.png")
            return 1
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # What the start makes stays: looking for garbage among it takes an eighth of the time. Once the window is
    # there, gui.garbage looks.
    gc.disable()
    from gui import start

    return start.run(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
