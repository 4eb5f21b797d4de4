"""SQLite: the ledger (what the user did) and the threads (a cache that may vanish)."""
