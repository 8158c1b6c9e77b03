"""Reports that people can hand on: one neutral model, built by question, rendered by format."""
