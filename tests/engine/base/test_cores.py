"""How many threads share the rows."""

import os

import pytest

from engine.base.cores import VARIABLE, threads


@pytest.mark.parametrize(
    ("blas", "given", "expected"),
    [("1", "3", 3), ("1", "0", 1), ("2", "3", 1), (None, "3", 1), ("1", "many", None), ("1", None, None)],
)
def test_threads(
    blas: str | None, given: str | None, expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("OPENBLAS_NUM_THREADS", blas), (VARIABLE, given)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert threads() == (cores if expected is None else expected)
