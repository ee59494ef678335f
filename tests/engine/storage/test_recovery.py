"""What is kept for the case of a crash, and who is offered it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.storage.recovery import DAYS, Slot, offers
from tests.engine.storage.saved import rows_of, saved, small

KEEPER = """
import sys
from pathlib import Path
from engine.storage.project_file import load
from engine.storage.recovery import Slot
slot = Slot(Path(sys.argv[1]))
slot.keep(load(sys.argv[2]), sys.argv[3])
print("kept", flush=True)
sys.stdin.read()
"""


def left_by_the_dead(folder: Path, name: str, project: Path) -> None:
    """Have a process keep a project and be killed."""
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder), str(project), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    with keeper.stdin, keeper.stdout:
        assert keeper.stdout.readline() == b"kept\n"
        assert offers(folder) == [], "the living are offered to nobody"
        keeper.kill()
        keeper.wait()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    from engine.storage.project_file import save

    path = tmp_path / "p.layerbench"
    save(path, small())
    return path


def test_what_a_killed_process_kept_is_offered_and_comes_back_whole(tmp_path: Path, project: Path) -> None:
    folder = tmp_path / "recovery"
    left_by_the_dead(folder, "my data", project)
    (offer,) = offers(folder)
    assert offer.name == "my data"
    held = small()
    newest = held.runs[-1].snapshot
    assert newest is not None
    assert (offer.epoch, offer.loss) == (newest.epoch, newest.loss.train)
    back = offer.load()
    assert back.project == held.project
    assert back.table is not None
    assert held.table is not None
    assert back.table.fingerprint == held.table.fingerprint
    assert len(back.runs) == len(held.runs)
    offer.remove()
    assert offers(folder) == []


def test_documents_of_one_process_never_reach_each_other(tmp_path: Path) -> None:
    one, other = Slot(tmp_path), Slot(tmp_path)
    one.keep(saved(rows_of("iris"), epoch_limit=2), "one")
    other.keep(small(), "other")
    assert offers(tmp_path) == []
    one.close()
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
    other.close()
    assert not list(tmp_path.iterdir())


def test_the_table_is_written_once(tmp_path: Path) -> None:
    slot = Slot(tmp_path)
    slot.keep(small(), "a")
    (table,) = tmp_path.glob("*/table.layerbench")
    before = table.stat().st_mtime_ns
    slot.keep(replace(small(), runs=()), "a")
    assert table.stat().st_mtime_ns == before
    slot.close()


def test_what_is_too_old_is_removed(tmp_path: Path, project: Path) -> None:
    left_by_the_dead(tmp_path / "r", "old", project)
    (offer,) = offers(tmp_path / "r")
    assert offers(tmp_path / "r", offer.saved + (DAYS - 1) * 86_400) == [offer]
    assert offers(tmp_path / "r", offer.saved + (DAYS + 1) * 86_400) == []
    assert not list((tmp_path / "r").iterdir())


@pytest.mark.parametrize("note", [b"", b"{", b"[1]", b'{"name": 3, "saved": 1, "epoch": null, "loss": null}'])
def test_a_damaged_note_is_no_offer(note: bytes, tmp_path: Path, project: Path) -> None:
    left_by_the_dead(tmp_path / "r", "x", project)
    (path,) = (tmp_path / "r").glob("*/note.json")
    path.write_bytes(note)
    assert offers(tmp_path / "r") == []


def test_without_a_folder_there_is_nothing_to_offer(tmp_path: Path) -> None:
    assert offers(tmp_path / "nowhere") == []


def test_where_nothing_can_be_kept_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="nothing can be kept"):
        Slot(tmp_path / "file").keep(small(), "x")
