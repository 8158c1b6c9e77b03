"""Answer questions from a columnar snapshot of the graph."""
