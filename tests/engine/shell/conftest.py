"""A command line to run, and a table to run it on."""

from pathlib import Path

import numpy as np
import pytest

from engine.__main__ import main
from tests.engine.shell.running import Result, Run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*argv: object) -> Result:
        status = main([str(word) for word in argv])
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """60 rows of a, "mass, kg", a text, and y = 10 a + 5 mass."""
    stream = np.random.default_rng(1)
    lines = ['a,"mass, kg",city,y']
    lines += [f"{a},{b},x,{10 * a + 5 * b}" for a, b in stream.random((60, 2))]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
