"""How a network learns: methods, the loop, its history, its control, its thread."""
