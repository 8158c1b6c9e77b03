"""Work out what is lost together: fault graphs, sweeps over single losses, minimal cut sets."""
