"""How current, complete and manageable the office is."""
