"""The one exception that is meant to be read by the person using the program."""


class InputError(ValueError):
    """A mistake in what was asked for or given, said in one sentence that says what to do."""
