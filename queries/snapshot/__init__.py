"""Hold the graph in memory as columns: an immutable base, a small patch, and their upkeep."""
