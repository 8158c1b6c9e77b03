"""Read outside sources: what they say, as facts with their places; what cannot be kept, apart."""
