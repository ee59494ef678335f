"""What a table is: columns, names, labels, numerals, dates, overview, sorting and filtering rows."""
