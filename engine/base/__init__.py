"""What every room of the engine needs: array types, errors, limits, words, memory, progress, cancelling."""
