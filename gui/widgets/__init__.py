"""Small controls that know nothing of a project."""
