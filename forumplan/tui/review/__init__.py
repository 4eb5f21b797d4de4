"""Review: the last weeks as bars."""
