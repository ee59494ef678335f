"""How a trained model leaves: as code, a page or a file for any other program, checked against the model."""
