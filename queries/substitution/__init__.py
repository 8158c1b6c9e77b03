"""What replacing a supplier takes: may we, can they, by when."""
