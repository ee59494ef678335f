"""Side-by-side runs against other programs and against our own targets; never needed to use the program."""
