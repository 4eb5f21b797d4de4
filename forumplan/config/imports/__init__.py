"""Lists of feeds that other programs wrote, read as places. Nothing is fetched, nothing is executed."""
