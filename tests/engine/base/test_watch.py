"""A reading says how far it is, and ends at once where it is told to, wherever it is."""

import gzip
import tempfile
import threading
import time
from pathlib import Path

import pytest

from engine.base.watch import Cancelled, Watch
from engine.reading import tables
from engine.reading.columns import cells


class EndingWatch(Watch):
    """Ends the reading when it has been asked so often whether to."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left
        self.shares: list[float] = []

    def check(self) -> None:
        self.shares.append(self.share)
        self.left -= 1
        if self.left == 0:
            self.cancel()
        super().check()


TEXT = b"a,b,w\n" + b"1.5,2,x\n" * 5000
CONTENTS = {
    "plain": TEXT,
    "packed": gzip.compress(TEXT),
    "blanks": TEXT.replace(b",", b"  "),
    "comments": TEXT.replace(b"x\n", b"x\n# c\n"),
    "line ends": TEXT + b"3,4,x\r\n",
    "lacking": TEXT + b"3,4\n5\n",
    "stray quotes": TEXT.replace(b"x", b'"x" y'),
    "several lines": TEXT.replace(b"x", b'"x\ny"'),
    "notes below": TEXT + b"\nSource: a survey of the year\n",
    "JSON": b'{"a": 1.5, "b": 2, "w": "x"}\n' * 5000,
    "ARFF": b"@relation r\n@attribute a real\n@attribute b real\n@data\n" + b"1.5,2\n" * 5000,
    "settled by the rest": TEXT.replace(b",", b";").replace(b".5", b",250") + b"1,25;3;x\n" * 600,
}


@pytest.mark.parametrize("name", CONTENTS)
def test_it_ends_wherever_it_is(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    copies = tmp_path_factory.mktemp("copies")
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    monkeypatch.setattr(cells, "_POLL", 60)  # how often it is asked must not depend on the machine
    path = tmp_path / "t.csv"
    path.write_bytes(CONTENTS[name])
    counting = EndingWatch(0)
    assert tables.read(path, watch=counting).rows >= 5000
    assert counting.shares == sorted(counting.shares)
    assert counting.share == 1
    times = -counting.left
    assert times > 5
    for left in range(1, times + 1, max(times // 8, 1)):
        watch = EndingWatch(left)
        with pytest.raises(Cancelled):
            tables.read(path, watch=watch)
        assert watch.left == 0  # nothing is done behind it
        assert list(copies.iterdir()) == []


def test_a_query_is_interrupted_from_another_thread(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"1.5,x5x\n" * 2_000_000)
    watch = Watch()
    cancelled = []

    def cancel() -> None:
        while watch.share < 0.16:  # duckdb has begun
            time.sleep(0.001)
        cancelled.append(time.monotonic())
        watch.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(Cancelled):
        tables.read(path, watch=watch)
    thread.join()
    assert time.monotonic() - cancelled[0] < 0.5
