"""The sources that Ramify reads: a module or small package each, with a declaration, ``SOURCE``."""
