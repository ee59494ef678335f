"""What was read but cannot be used as it stands: cells that are no values, and rows without some."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from engine.base.words import counted
from engine.data.inputs import ROW
from engine.insight.checks import remedies
from engine.insight.checks.check import INFO, WARNING, DataCheck, columns_text, data_check
from engine.insight.checks.remedies import ReadAs
from engine.insight.checks.used_data import UsedData
from engine.reading.choice import READ_AS

_TOO_MANY_GAPS: Final = 0.2
_SHOWN_NOTES: Final = 5
_SHOWN_OFFERS: Final = 10
"""So many columns have a finding of their own; of others it is said."""


def find_unreadable(data: UsedData) -> Iterator[DataCheck]:
    """Find cells that are no number in a column of numbers, or no date in one of dates."""
    for column in data.columns(data.roles.column_names):
        rows = data.unreadable([column.name])
        if not len(rows):
            continue
        are = "cell of column {} is no {}" if len(rows) == 1 else "cells of column {} are no {}s"
        cells = (cell for cell in data.table.bad_cells if cell.column == column.name and cell.row in rows)
        first = next(cells, None)
        which = ", the first is" if len(rows) > 1 else ","
        where = f"{which} “{first.text}” in {data.table.place} {first.line:,}" if first else ""
        yield data_check(
            "unreadable",
            WARNING,
            f"{len(rows):,} {are.format(repr(column.name), column.kind)}{where}",
            "What cannot be read counts as missing. Correct it in the file and open it again, or tell the "
            "program how the file is read: such a word can stand for a missing value.",
            (
                remedies.leave_rows_out(
                    "Leave the row out" if len(rows) == 1 else "Leave these rows out", rows
                ),
            ),
            (column.name,),
            rows,
            "correct the file",
        )


def find_gaps(data: UsedData) -> Iterator[DataCheck]:
    """Find that rows are left out because cells are missing in inputs."""
    columns = data.columns([given.name for given in data.roles.inputs if given.missing == ROW])
    columns = [column for column in columns if column.missing]
    unreadable = data.unreadable([column.name for column in columns])
    lost = np.zeros(data.table.rows, dtype=bool)
    for column in columns:
        lost |= ~np.isfinite(column.values)
    for column in data.columns((*data.roles.targets, *data.roles.single.values())):
        lost &= np.isfinite(column.values)
    if data.roles.weight:
        lost &= data.column(data.roles.weight).values > 0
    lost[data.left_out] = lost[unreadable] = False
    rows, names = np.flatnonzero(lost), [column.name for column in columns]
    total = len(rows) + len(data.used)
    if not len(rows):
        return
    stay = " Rows with a cell that cannot be read stay left out." if len(unreadable) else ""
    yield data_check(
        "gaps",
        WARNING if len(rows) >= _TOO_MANY_GAPS * total else INFO,
        f"{len(rows):,} of {counted(total, 'row')} {'is' if len(rows) == 1 else 'are'} left out for gaps in "
        f"{columns_text(names)}",
        "What these rows could teach is lost. A gap can be filled with the usual value, and an extra input "
        f"tells the network that it was one.{stay}",
        (remedies.mark_gaps(names, unreadable),),
        names,
        rows,
    )


def find_without_target(data: UsedData) -> Iterator[DataCheck]:
    """Find rows that do not say what is to be learnt."""
    known = [np.isfinite(data.column(name).values) for name in data.roles.targets]
    rows = np.setdiff1d(np.flatnonzero(~np.all(known, axis=0)), data.left_out)
    target = data.roles.targets[0] if len(known) == 1 else "complete targets"
    if len(rows):
        yield data_check(
            "without_target",
            INFO,
            f"{counted(len(rows), 'row')} {'has' if len(rows) == 1 else 'have'} no {target}",
            "The network can neither learn from a row that does not say what is to be answered, nor be "
            "tested on it; it can be asked about it later.",
            (),
            data.roles.targets,
            rows,
            "fill them in the file, or leave them as they are",
        )


def find_left_out(data: UsedData) -> Iterator[DataCheck]:
    """Find rows that the person has left out, as a reminder."""
    rows = data.left_out
    if len(rows):
        yield data_check(
            "left_out",
            INFO,
            f"{counted(len(rows), 'row')} {'is' if len(rows) == 1 else 'are'} left out by choice",
            "The network neither learns from what is left out nor is tested on it.",
            (remedies.take_rows_back(len(rows)),),
            rows=rows,
        )


def find_numbers_in_texts(data: UsedData) -> Iterator[DataCheck]:
    """Find columns that were read as texts and could be numbers."""
    for offer in data.table.offers[:_SHOWN_OFFERS]:
        used = offer.column in data.roles.column_names
        means = ". ".join(f"Read as {way}: {READ_AS[way]}" for way in offer.ways)
        yield data_check(
            "numbers_in_texts",
            WARNING if used else INFO,
            f"column {offer.column!r} was read as text: {offer.found}",
            "Texts have neither order nor size: to the network 2 would be as far from 3 as from 300. "
            f"{means}.",
            (),
            (offer.column,),
            otherwise="say how the column is read",
            ways=tuple(ReadAs(f"Read as {way}", offer.column, way) for way in offer.ways),
        )


def find_notes(data: UsedData) -> Iterator[DataCheck]:
    """Find what reading the file has left out or done that a person may not expect."""
    notes = data.table.notes + tuple(offer.sentence for offer in data.table.offers[_SHOWN_OFFERS:])
    more = len(notes) - _SHOWN_NOTES
    if notes:
        yield data_check(
            "notes",
            INFO,
            "; ".join(
                notes[:_SHOWN_NOTES] + ((f"{counted(more, 'more note')} like these",) if more > 0 else ())
            ),
            "This is how the file was read, and most likely right: sums and remarks below a table, for one, "
            "are nothing to learn from. Where it is not, say what a column holds under File, How the file "
            "is read, or correct the file and open it again.",
            (),
            otherwise="say how the file is read if that is wrong",
        )
