"""What is doubtful in the facts themselves: one module a noun, each with a table of rules."""
