"""The Data panel: the columns, their roles, and how the rows are shared out."""
