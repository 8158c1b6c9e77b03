"""Read outside sources and turn what they say into ChangeSets."""
