"""What needs somebody, soonest first, from everything that other rooms work out."""
