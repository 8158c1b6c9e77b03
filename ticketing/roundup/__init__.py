"""Roundup: its detector posts the whole issue; one message on it is ours, edited in place."""
