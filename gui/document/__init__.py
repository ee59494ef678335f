"""The current project, its undo, and the edits of it."""
