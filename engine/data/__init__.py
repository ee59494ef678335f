"""Where numbers come from: built-in problems, tables, roles of columns, split and scaling."""
