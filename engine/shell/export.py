"""`export`: write a network that was trained and saved before, for other programs."""

from engine.export.export import export as write
from engine.shell.arguments import ExportOptions
from engine.shell.output import Answer
from engine.storage.project_file import load


def export(options: ExportOptions) -> Answer:
    """Write the newest network of a project and say what came of running it; raise InputError."""
    done = write(load(options.source).newest_model, options.to, options.out)
    data: dict[str, object] = {
        "files": [str(path) for path in done.paths],
        "difference": done.difference,
        "checked": done.sentence,
    }
    names = ", ".join(str(path) for path in done.paths)
    return Answer(data, f"Wrote {names}\n{done.sentence}")
