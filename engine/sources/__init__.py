"""Tables that come with the program: built-in problems, examples, drawn points."""
