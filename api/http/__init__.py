"""The HTTP door: what is served under which address, and how the server is."""
