"""Reckon with promises: availability, times, units, and what stands beneath a promise."""
