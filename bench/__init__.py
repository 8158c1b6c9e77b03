"""Measurements against peers on real graphs; never timed tests."""
