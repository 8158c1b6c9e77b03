"""Every dated change ahead: plateaus, conflicts, when to open the market."""
