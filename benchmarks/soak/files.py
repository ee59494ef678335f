"""Broken and hostile files, each read in a process of its own: a table or a sentence, in 10 s and 1 GB."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.child import ROOT
from benchmarks.soak import hostile
from benchmarks.soak.mutations import mutant
from benchmarks.soak.reader import outcome

CORPUS: Final = ROOT / "tests" / "engine" / "reading" / "corpus"


def main(options: argparse.Namespace) -> bool:
    """Read the hostile files and `files` mutants; print what was no table and no sentence, and keep it."""
    # A fork has them already.
    import duckdb  # noqa: F401
    import python_calamine  # noqa: F401

    from engine.reading.spreadsheet import spreadsheets  # noqa: F401

    kept = Path(tempfile.mkdtemp(prefix="layerbench-soak-"))
    with tempfile.TemporaryDirectory(prefix="layerbench-soak-") as folder:
        found = [_is_harmless(path, name, kept) for name, path in _files(Path(folder), options.files)]
    faults = found.count(False)
    print(f"{len(found):,} files, {faults} faults", f"kept in {kept}" if faults else "", flush=True)
    if not faults:
        kept.rmdir()
    return not faults


def _files(folder: Path, mutants: int) -> Iterator[tuple[str, Path]]:
    """Yield each file's name, and where it is until the next is wanted."""
    for name, write in hostile.FILES.items():
        path = folder / name
        write(path)
        yield name, path
        path.unlink()
    corpus = sorted(path for path in CORPUS.glob("*/*") if path.name != "expected.json")
    for number in range(mutants):
        name, content = mutant(corpus, number)
        path = folder / name
        path.write_bytes(content)
        yield f"{number}-{name}", path
        path.unlink()


def _is_harmless(path: Path, name: str, kept: Path) -> bool:
    found = outcome(path)
    if found.fault:
        path.replace(kept / name)
        path.touch()
        spent = f"{found.seconds:.1f} s of a processor, {found.bytes:,} bytes"
        print(f"-- {name}: {found.fault} ({spent})", found.said, sep="\n", flush=True)
    return not found.fault
