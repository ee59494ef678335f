"""The main window: docks, actions, toolbar, and its own dialogs."""
