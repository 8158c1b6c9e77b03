"""Who asks: from an identity to the viewer that answers need. Pure, no HTTP."""
