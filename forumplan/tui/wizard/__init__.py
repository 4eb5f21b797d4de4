"""The first run: from an empty home to feeds.toml."""
