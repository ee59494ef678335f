"""How a project lasts: files that can be opened anywhere, and what is there after a crash."""
