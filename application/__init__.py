"""A graph at work: settings, opening, loading, edits, reconciling, watching."""
