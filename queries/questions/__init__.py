"""The questions, each declared once: what it is called, what it takes, and how its answer reads."""
