"""Tickets at work: connections, what they deliver, and what is written back to them."""
