"""feeds.toml into values and back, and where the program keeps its files."""
