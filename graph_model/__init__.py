"""What exists: kinds, relations, lenses and changes, each declared once; pure, no I/O."""
