"""How a table becomes arrays: roles, inputs, classes, encoder, scaler, split; no file is known here."""
