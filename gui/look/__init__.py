"""How everything looks: theme, numbers and tips as text, showing a dialog."""
