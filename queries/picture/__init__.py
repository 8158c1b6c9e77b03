"""The picture of an answer: what is drawn alone and what together, where, and what is not drawn."""
