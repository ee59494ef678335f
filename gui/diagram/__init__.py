"""The network as a picture: its units, what each answers, and the weights between them."""
