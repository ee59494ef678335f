"""Help: pages that lie beside the program and need no network."""
