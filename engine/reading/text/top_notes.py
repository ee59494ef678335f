"""Sentences about what stands above the data of a table."""

from typing import Final

from engine.base.words import listed, shortened
from engine.reading.text import left_out
from engine.reading.text.samples import Sample

_SHOWN: Final = 20


def notes(sample: Sample, place: str) -> tuple[str, ...]:
    """Say what was left out above the table, and where its names are not simply one for each column."""
    top = sample.top
    found = []
    if top.first:
        above = [(record.line, record.text) for record in sample.taken[: top.first]]
        found.append(left_out.sentence(place, above, "above"))
    if top.header is None:
        return tuple(found)
    line = sample.taken[top.header].line
    named = len(sample.rows[top.header])
    if top.header > top.first:
        lines = listed([f"{record.line:,}" for record in sample.taken[top.first : top.header + 1]])
        example = next(name for name in top.names if " " in name)
        found.append(f'the names were joined from {place}s {lines}, such as "{example}"')
    if named == sample.width - 1:
        found.append(f"the names in {place} {line:,} were taken for those of all columns but the first")
    elif named < sample.width:
        found.append(
            f"{place} {line:,} names {named:,} of {sample.width:,} columns only: the last were given numbers"
        )
    inside = [at for at in range(top.header + 1, top.data) if at != top.units and any(sample.rows[at])]
    if inside and not sample.declared:
        described = [(sample.taken[at].line, sample.taken[at].text) for at in inside]
        found.append(left_out.sentence(place, described, "below the names of"))
    if sample.declared:
        found.append("the kinds and roles of the columns are those that the file declares above its data")
    return tuple(found)


def questions(sample: Sample, place: str) -> tuple[str, ...]:
    """Ask whether a record holds names, or units, where that could be otherwise."""
    top = sample.top
    found = []
    if top.doubtful:
        at = top.data if top.header is None else top.header
        what = f"{place} {sample.taken[at].line:,} ({_shown(sample.rows[at])})"
        if top.header is None:
            found.append(f"{what} was read as data: choose names for the first row if it holds them")
        else:
            found.append(
                f"{what} was read as the names of the columns: choose values for the first row if it is data"
            )
    if top.doubtful_units and top.units is not None:
        what = f"{place} {sample.taken[top.units].line:,} ({_shown(sample.rows[top.units])})"
        found.append(
            f"{what} was read as the units of the columns: choose values for the second row if it is none"
        )
    return tuple(found)


def _shown(cells: list[str]) -> str:
    return listed([f'"{shortened(cell.strip(), _SHOWN)}"' for cell in cells])
