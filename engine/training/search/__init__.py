"""Several runs side by side: races of starts, and candidates under cross-validation."""
