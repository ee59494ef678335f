"""The window: panels, plots and dialogs around one Project."""
