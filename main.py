"""Start-up only: arguments, crash log, then gui.application."""

import gc
import os
import sys

# Read by NumPy's BLAS when it is imported. The matrices of small networks are too small to share between
# threads, and doing so costs more than it gains; wide layers share their rows between threads of our own.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")


def main(argv: list[str]) -> int:
    """Open the window, or draw it into a file; return the exit status."""
    wants_picture = any(word == "--screenshot" or word.startswith("--screenshot=") for word in argv)
    if not _has_display():
        if not wants_picture and not {"-h", "--help"} & set(argv):
            print(
                "layerbench: there is no display to open a window on; to draw it into a file, "
                "run: python main.py --screenshot window.png",
                file=sys.stderr,
            )
            return 1
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # What the start makes stays: looking for garbage among it takes an eighth of the time. Once the window is
    # there, gui.garbage looks.
    gc.disable()
    from gui import start

    return start.run(argv)


def _has_display() -> bool:
    """Whether a window can be opened; Qt itself would abort with a misleading message."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
