"""Programs that take turns, each in a process of its own, so that noise hits all alike.

In one process they would also change each other's speed: importing PyTorch makes the C library keep freed
memory, which more than halves the time of code that allocates a new array for every result.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from benchmarks.child import ROOT
from benchmarks.common import min_median_max

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class PeerError(Exception):
    """A peer is not installed, or cannot do what is asked; the benchmark goes on without it."""


class Contender:
    """A process that answers questions, one at a time, and otherwise sleeps."""

    def __init__(self, module: str, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start `python -m module words`, which must call `serve`; threads are one unless told otherwise."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(_THREADS, "1"), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )

    def ask(self, question: Any) -> Any:
        """Return the answer; raise PeerError where there is none."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps(question), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            raise PeerError("its process has ended") from None
        line = self._process.stdout.readline()
        if not line:
            raise PeerError("its process has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["answer"]

    def end(self) -> None:
        """End the process and wait for it."""
        try:
            self._process.communicate()
        except BrokenPipeError:
            self._process.wait()


def serve(begin: Callable[[], Callable[[Any], Any]]) -> None:
    """Answer each line of standard input, once begun; a mistake is answered with its first line."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer
    answer: Callable[[Any], Any] | None = None
    for line in sys.stdin:
        try:
            answer = answer or begin()
            found = {"answer": answer(json.loads(line))}
        except Exception as error:  # any mistake of a peer is told, and the others go on
            first = (str(error).strip() or type(error).__name__).splitlines()[0]
            found = {"error": f"{type(error).__name__}: {first}"[:200]}
        print(json.dumps(found), file=out, flush=True)


def rates_in_turns(
    contenders: Mapping[str, Contender], rounds: int, seconds: float, least: int
) -> dict[str, list[float]]:
    """Ask each for about `seconds` of work a round, or `least` units, and return units a second by round.

    A contender answers {"do": units} with the seconds they took. Those that fail are named and left out.
    """
    counts: dict[str, int] = {}
    for name, contender in contenders.items():
        try:
            contender.ask({"do": 2})  # what is compiled or allocated first is not counted
            took = contender.ask({"do": 2})
            counts[name] = max(int(2 * seconds / took), least)
        except PeerError as error:
            print(f"  without {name}: {error}", flush=True)
    rates: dict[str, list[float]] = {name: [] for name in counts}
    for _ in range(rounds):
        for name, count in counts.items():
            rates[name].append(count / contenders[name].ask({"do": count}))
    return rates


def print_ratios(ours: str, rates: Mapping[str, list[float]], unit: str) -> dict[str, float]:
    """Print `rates` and those of ours as a multiple of each; return the medians of the multiples."""
    print(f"  {unit:34} {'min':>10} {'median':>10} {'max':>10}   ours / it: min, median, max")
    medians = {}
    for name, values in rates.items():
        low, middle, high = (f"{value:10,.1f}" for value in _three(values))
        ratios = [mine / other for mine, other in zip(rates[ours], values, strict=True)]
        said = "" if name == ours else min_median_max(ratios)
        print(f"  {name:34} {low} {middle} {high}   {said}", flush=True)
        if name != ours:
            medians[name] = float(np.median(ratios))
    return medians


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    return min(values), float(np.median(values)), max(values)
