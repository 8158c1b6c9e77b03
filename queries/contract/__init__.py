"""Work out for all contracts at once what dates and agreements make of them."""
