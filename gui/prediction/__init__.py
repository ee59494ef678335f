"""The Predict panel: values in, answers out."""
