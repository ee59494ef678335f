"""The shell: what the window does, for scripts."""
