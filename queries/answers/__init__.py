"""How an answer is told, and to whom."""
