"""`predict`: ask a network that was trained and saved before."""

from engine.base.errors import InputError
from engine.export.answer_file import write_answers
from engine.model.table_answers import answer_table as answer_rows
from engine.model.table_answers import summary
from engine.model.trained import TrainedModel
from engine.shell import parsing
from engine.shell.answers import answer_table, answered
from engine.shell.arguments import PredictOptions
from engine.shell.output import Answer
from engine.storage.project_file import load


def predict(options: PredictOptions) -> Answer:
    """Answer rows by the newest network of a project; raise InputError where that cannot be."""
    if (options.values is None) == (options.table is None):
        raise InputError("say what is to be answered: --values ROWS, or --table IN with --out OUT")
    if (options.table is None) != (options.out is None):
        raise InputError("--table IN and --out OUT go together")
    model = load(options.source).newest_model
    if options.table is not None and options.out is not None:
        return _of_table(model, options.table, options.out)
    assert options.values is not None
    return _of_values(model, options.values)


def _of_values(model: TrainedModel, values: str) -> Answer:
    roles = model.preprocessor.roles
    asked = parsing.prediction_rows(values, roles.inputs)
    answers = model.predict(asked)
    data: dict[str, object] = {
        "outputs": list(roles.output_names),
        "predictions": answered(roles, answers),
    }
    if roles.classes:
        data |= {"classes": list(roles.classes), "probabilities": answers.T.tolist()}
    return Answer(data, answer_table(roles, asked, answers))


def _of_table(model: TrainedModel, source: str, out: str) -> Answer:
    from engine.reading import tables  # only who opens a file needs the readers

    answers = answer_rows(model, tables.read(source))
    write_answers(answers, out)
    data: dict[str, object] = {
        "rows": answers.table.rows,
        "unanswered": answers.unanswered,
        "columns": [*answers.labels, *answers.numbers],
        "notes": list(answers.notes),
        "file": out,
    }
    return Answer(data, f"{summary(answers)}\nWrote {out}")
