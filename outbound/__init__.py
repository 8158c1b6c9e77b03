"""Calls to other systems, through one guarded client."""
