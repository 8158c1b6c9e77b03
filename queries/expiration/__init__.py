"""What ends, by when to act, what falls uncovered, and what the contracts allow."""
