"""ServiceNow: a business rule of ours tells records whole; work notes take lines, never edits."""
