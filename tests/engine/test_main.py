"""The shell as its own process: what only shows from outside."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "engine"]


def test_a_run_prints_one_json_object_and_nothing_else() -> None:
    argv = ["fit", "problem:article", "--recipe", "article", "--epochs", "3", "--predict", "-3,4", "--json"]
    done = subprocess.run([*COMMAND, *argv], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert json.loads(done.stdout)["epochs"] == 3
    assert "outside the training rows'" in done.stderr


def test_a_mistake_is_one_line_and_status_2() -> None:
    done = subprocess.run([*COMMAND, "fit", "there is\nno.csv"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "not there" in done.stderr


def test_nothing_heavy_is_imported_and_blas_uses_one_thread() -> None:
    code = (
        "import os, sys; os.environ.pop('OPENBLAS_NUM_THREADS'); from engine.__main__ import main; "
        "status = main(['look', 'problem:few', '--json']); "
        "print([name for name in sys.modules if name.split('.')[0] in ('PySide6', 'pyqtgraph', 'duckdb')], "
        "os.environ['OPENBLAS_NUM_THREADS'], status, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == "[] 1 0\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
@pytest.mark.parametrize("argv", [["look", "problem:?"], ["fit", "--help"]])
def test_a_reader_who_leaves_early_sees_no_traceback(argv: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*COMMAND, *argv], cwd=ROOT, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")
def test_a_full_disk_is_said() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "look", "problem:few"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert done.stderr.startswith("layerbench: the result could not be written")


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
@pytest.mark.usefixtures("heeded_signals")
def test_ctrl_c_prints_the_result_so_far_and_dies_of_the_signal() -> None:
    argv = [*COMMAND, "fit", "problem:few", "--method", "adam", "--epochs", "1000000000", "--json"]
    with subprocess.Popen(
        argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            remark, progress = process.stderr.readline(), process.stderr.readline()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert "parameters" in remark
    assert progress.startswith("layerbench: epoch ")
    assert json.loads(out)["stopped"] == "request"
    assert "interrupted after epoch" in err
    assert process.returncode == -signal.SIGINT


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.usefixtures("heeded_signals")
def test_a_signal_leaves_no_copies_behind(tmp_path: Path, name: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    table = tmp_path / "table.csv.gz"
    with gzip.open(table, "wt", compresslevel=1) as file:
        file.write("a,b\n")
        file.writelines(f"{row},{row % 7}\n" for row in range(400_000))
    argv = [*COMMAND, "fit", str(table), "--epochs", "1000000000", "--method", "adam"]
    env = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(argv, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            while process.poll() is None and not any(temporary.glob("layerbench-*")):
                time.sleep(0.005)
            process.send_signal(getattr(signal, name))
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == -getattr(signal, name)
    assert list(temporary.glob("layerbench-*")) == []  # tempfile tries the folder with a file of its own
    assert err == ""
