"""What stands between a table's columns and a network, without any row."""

from dataclasses import dataclass

from engine.base.arrays import FloatArray
from engine.data.encoder import Encoder
from engine.data.roles import Roles
from engine.data.scaler import Scaler


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Preprocessor:
    """What makes features of raw inputs, and the table's numbers of outputs, fitted on training rows.

    `encoder` makes features of raw inputs (see `engine.data.inputs`), and `input_scaler` standardises these.
    Classes are not scaled: their mean counts as 0 and their deviation as 1. `input_low` and `input_high`
    (columns,) are the training rows' range of raw inputs, `typical` (columns,) those of the training row
    nearest to the middle. `input_units` and `output_units` stand beside the columns' numbers, "" where the
    table names none.
    """

    roles: Roles
    encoder: Encoder
    input_scaler: Scaler
    target_scaler: Scaler
    input_low: FloatArray
    input_high: FloatArray
    typical: FloatArray
    input_units: tuple[str, ...]
    output_units: tuple[str, ...]

    def standardised(self, raw: FloatArray) -> FloatArray:
        """Return what the network reads (d_in, n) for `raw` inputs (columns, n)."""
        return self.input_scaler.transform(self.encoder.encode(raw))
