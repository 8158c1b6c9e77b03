"""Edits laid over the facts, and what they change of an answer."""
