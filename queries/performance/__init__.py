"""What was promised and committed beside what was measured, and what follows from a miss."""
