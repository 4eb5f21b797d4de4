"""One module for each screen, and the base they share."""
