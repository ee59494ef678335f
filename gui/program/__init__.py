"""What surrounds the window: settings, arguments, error reporting, background work, garbage."""
