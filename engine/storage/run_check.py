"""Whether the parts of a run that was read belong together, so that it can be asked anything."""

import numpy as np

from engine.base.arrays import FloatArray
from engine.data.preprocessor import Preprocessor
from engine.project.run import Run
from engine.storage.errors import damaged
from engine.training.run.history import Curve
from engine.training.run.request import Checkpoint
from engine.training.run.snapshot import Snapshot


def check_run(run: Run) -> None:
    """Raise ProjectFileError where the parts of a run do not belong together."""
    roles = run.project.data.roles
    if run.preprocessor.roles != roles:
        raise damaged("a run has other columns than its project")
    _check_preprocessor(run.preprocessor)
    count, outputs = run.project.build_network().parameters, len(roles.classes) or len(roles.output_names)
    wide = run.project.sizes[-1]
    if run.shown_true.shape != (wide, len(run.shown_rows)) or run.shown_rows.ndim != 1:
        raise damaged("a run has other rows than it says")
    if run.snapshot is not None:
        _check_snapshot(run.snapshot, count, (outputs, len(run.shown_rows)))


def _check_preprocessor(preprocessor: Preprocessor) -> None:
    roles, encoder = preprocessor.roles, preprocessor.encoder
    columns, features = len(roles.inputs), len(roles.features)
    lengths = [
        (preprocessor.input_low, columns),
        (preprocessor.input_high, columns),
        (preprocessor.typical, columns),
        (encoder.fills, columns),
        (preprocessor.input_scaler.mean, features),
        (preprocessor.input_scaler.std, features),
        (preprocessor.target_scaler.mean, roles.outputs),
        (preprocessor.target_scaler.std, roles.outputs),
    ]
    for array, length in lengths:
        if array.shape != (length,):
            raise damaged("what standardises a run's columns has another size than these")
    scalers = (preprocessor.input_scaler, preprocessor.target_scaler)
    if not all(np.isfinite(part).all() for scaler in scalers for part in (scaler.mean, scaler.std)):
        raise damaged("what standardises a run's columns is no number")
    if encoder.inputs != roles.inputs or len(preprocessor.input_units) != columns:
        raise damaged("a run reads other columns than its project")
    encoder.encode(preprocessor.typical[:, None])  # raises where it knows other labels than its inputs have


def _check_snapshot(snapshot: Snapshot, parameters: int, shown: tuple[int, int]) -> None:
    _check_weights(snapshot.theta, parameters)
    if snapshot.predicted.shape != shown:
        raise damaged("a run has other answers than rows")
    history = snapshot.history
    curves = (history.train, history.test, history.article_train, history.article_test, *snapshot.rivals)
    for curve in (*curves, history.validation):
        if curve is not None:
            _check_curve(curve)
    for epoch in snapshot.trail.epochs:
        _check_weights(snapshot.trail.at(epoch).theta, parameters)
    if snapshot.class_scores is not None and snapshot.class_scores.confusion.shape != (shown[0], shown[0]):
        raise damaged("a run has other classes than its project")
    if snapshot.checkpoint is not None:
        _check_checkpoint(snapshot.checkpoint, parameters)


def _check_checkpoint(checkpoint: Checkpoint, parameters: int) -> None:
    _check_weights(checkpoint.theta, parameters)
    if checkpoint.best is not None:
        _check_weights(checkpoint.best.theta, parameters)
    if checkpoint.found is not None and checkpoint.found.linear is not None:
        _check_weights(checkpoint.found.linear, parameters)


def _check_weights(theta: FloatArray, parameters: int) -> None:
    if theta.shape != (parameters,):
        raise damaged("a run has another number of weights than its network")
    if not np.isfinite(theta).all():
        raise damaged("a weight is no number")


def _check_curve(curve: Curve) -> None:
    lengths = {part.shape for part in (curve.epoch, curve.low, curve.high, curve.last)}
    if len(lengths) != 1 or len(next(iter(lengths))) != 1:
        raise damaged("a course of losses has no length")
