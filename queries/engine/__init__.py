"""Propagate effects over a snapshot: the edges, the passes, and what they crossed."""
