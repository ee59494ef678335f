"""How good answers are: metrics, scores, ROC, reliability."""
