"""Whether the first records of a table are its names and its units."""

from engine.data.numerals import Numerals


def has_header(rows: list[list[str]], width: int, numerals: Numerals) -> bool:
    """Tell whether the first record names the columns: it has a word where those below have mostly numbers.

    Without any records below, or any number in them, it does unless all its cells are numbers.
    """
    below = [column for column in range(width) if _mostly_numbers(rows[1:], column, numerals)]
    if not below:
        return not all(numerals.is_number(cell) or numerals.is_absent(cell) for cell in rows[0])
    named = any(column < len(rows[0]) and is_word(rows[0][column], numerals, column) for column in below)
    return named or _counts_up(rows, numerals)


def _counts_up(rows: list[list[str]], numerals: Numerals) -> bool:
    """Tell whether the first record names columns by years, or by numbers from 0 as pandas does."""
    others = [cell for cell in rows[0] if not cell.strip().isdecimal()]
    numbers = [int(cell) for cell in rows[0] if cell.strip().isdecimal()]
    if len(numbers) < 2 or len(others) != 1 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    below = [cell for row in rows[1:] for cell in row if numerals.is_number(cell)]
    repeats = sum(cell.strip().isdecimal() and int(cell) in numbers for cell in below)
    years = 1800 <= numbers[0] <= 2200
    return 2 * repeats < len(below) and (years or (numbers[0] == 0 and not others[0].strip()))


def are_units(rows: list[list[str]], numerals: Numerals) -> bool:
    """Tell whether the second record has words where those below have numbers, in at least half of these."""
    if len(rows) < 4:
        return False
    second = rows[1]
    numbers = [column for column in range(len(second)) if _mostly_numbers(rows[2:], column, numerals)]
    words = [column for column in numbers if is_word(second[column], numerals, column)]
    if any(numerals.is_number(second[column], column) for column in numbers) or 2 * len(words) < len(numbers):
        return False
    others = [cell for column, cell in enumerate(second) if column not in numbers]
    return len(words) > 1 or (len(words) == 1 and all(map(numerals.is_missing, others)))


def _mostly_numbers(rows: list[list[str]], column: int, numerals: Numerals) -> bool:
    present = [row[column] for row in rows if column < len(row) and not numerals.is_absent(row[column])]
    return sum(numerals.is_number(cell, column) for cell in present) * 2 > len(present)


def is_word(cell: str, numerals: Numerals, column: int) -> bool:
    """Tell whether a cell of a column is neither a number nor missing; column -1 has no sign or unit."""
    return not numerals.is_absent(cell) and not numerals.is_number(cell, column)
