"""Columns to facts by a mapping that a person can read and edit: pure, it opens no file."""
