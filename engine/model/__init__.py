"""What a network is: activations, losses, initialisers, layers and their flat parameter vector."""
