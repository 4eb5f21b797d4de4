"""The program shown on a sample of its own: made venues served on loopback, and a small past to go with them."""
