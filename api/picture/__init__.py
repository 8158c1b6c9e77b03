"""Pictures of answers, in the languages of the tools that draw them."""
