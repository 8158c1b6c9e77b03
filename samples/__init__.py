"""Sample data that the demo loads; data files, no code."""
