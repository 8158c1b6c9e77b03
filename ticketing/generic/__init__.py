"""Any other tool: a mapping says where in its payload a ticket stands; nothing is written."""
