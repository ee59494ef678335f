"""`python -m engine`: the engine from a shell."""

import os

# The matrices of a small network are too small for threads of BLAS, which cost more than they bring; wide
# layers share their rows between threads of our own (engine/network/row_blocks.py). BLAS reads this when
# numpy is imported, so it comes first.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import signal  # noqa: E402
import sys  # noqa: E402
from types import FrameType  # noqa: E402

from engine.base.errors import InputError  # noqa: E402
from engine.shell import arguments, output  # noqa: E402
from engine.shell.export import export  # noqa: E402
from engine.shell.fit import fit  # noqa: E402
from engine.shell.look import look  # noqa: E402
from engine.shell.output import Status  # noqa: E402
from engine.shell.predict import predict  # noqa: E402
from engine.shell.sources import listed  # noqa: E402


def main(argv: list[str] | None = None) -> int:
    """Do what `argv` (the words after the program's name) asks for and return the exit status."""
    try:
        return _answer(sys.argv[1:] if argv is None else argv)
    except InputError as error:
        output.say(str(error))
        return Status.MISTAKE
    except MemoryError:
        output.say(
            "there is not enough memory for this: use fewer units, fewer rows or a smaller --batch-size"
        )
        return Status.MISTAKE
    except KeyboardInterrupt:
        output.say("interrupted")
        return Status.INTERRUPTED


def _answer(argv: list[str]) -> int:
    options = arguments.parse(argv)
    if isinstance(options, str):
        return output.write(options)
    answer = listed(options.source) or _done(options)
    return output.write(output.json_text(answer.data) if options.json else answer.text) or answer.status


def _done(options: arguments.Options) -> output.Answer:
    if isinstance(options, arguments.PredictOptions):
        return predict(options)
    if isinstance(options, arguments.ExportOptions):
        return export(options)
    return look(options) if isinstance(options, arguments.LookOptions) else fit(options)


class _Ended(BaseException):
    """A signal has asked for the end: what goes on is left, and takes its temporary files with it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _end(number: int, _frame: FrameType | None) -> None:
    """Leave, at the first signal of a kind; the second one ends the process at once."""
    signal.signal(number, signal.SIG_DFL)
    raise _Ended(number)


def _leave(status: int) -> None:
    """End the process; after Ctrl-C as if killed by it, so that a shell's loop around us ends too."""
    if status == Status.INTERRUPTED and os.name == "posix":
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    sys.exit(status)


def _run() -> None:
    """Do what the command line asks for and end the process, by a signal as if killed by it."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        _leave(main())
    except _Ended as ended:
        signal.raise_signal(ended.number)


if __name__ == "__main__":
    _run()
