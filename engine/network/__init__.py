"""What a network is: activations, losses, initialisers, penalties, layers, and the passes over rows."""
