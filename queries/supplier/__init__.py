"""Tell suppliers apart and put one in another's place: market, demand, candidates."""
