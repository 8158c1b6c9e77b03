"""The graph itself: search, paths, structure, history, interchange."""
