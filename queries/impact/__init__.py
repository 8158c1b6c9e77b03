"""What a change touches, why, and why not."""
