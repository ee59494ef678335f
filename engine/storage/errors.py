"""What is wrong with a file that was to be a project."""

from engine.base.errors import InputError


class ProjectFileError(InputError):
    """A file is no project, or a damaged one; the message is a sentence that says what to do."""


def damaged(what: str) -> ProjectFileError:
    """Return the error for a project file in which `what` is not as it must be."""
    return ProjectFileError(f"the project file is damaged ({what}): open a backup of it, or save it anew")
