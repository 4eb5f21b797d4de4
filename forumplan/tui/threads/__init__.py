"""The list of threads: its order, its rows, its preview."""
