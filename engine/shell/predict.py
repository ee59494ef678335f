"""`predict`: ask a network that was trained and saved before."""

from engine.shell import parsing
from engine.shell.answers import answer_table, answered
from engine.shell.arguments import PredictOptions
from engine.shell.output import Answer
from engine.storage.project_file import load


def predict(options: PredictOptions) -> Answer:
    """Answer rows by the newest network of a project; raise InputError where that cannot be."""
    model = load(options.source).newest_model
    roles = model.preprocessor.roles
    asked = parsing.prediction_rows(options.values, roles.inputs)
    answers = model.predict(asked)
    data: dict[str, object] = {
        "outputs": list(roles.output_names),
        "predictions": answered(roles, answers),
    }
    if roles.classes:
        data |= {"classes": list(roles.classes), "probabilities": answers.T.tolist()}
    return Answer(data, answer_table(roles, asked, answers))
