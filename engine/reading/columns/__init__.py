"""What the columns of a file hold: numbers, dates, codes or texts."""
