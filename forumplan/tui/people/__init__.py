"""People: ties, who waits, one card."""
