"""How a network learns: methods, a run, searches, recipes."""
