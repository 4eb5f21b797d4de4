"""What things are and what they mean: no I/O, no clock, nothing but the standard library."""
