"""From an address to entries: fetching, the feed cache, parsing, platforms, discovery."""
