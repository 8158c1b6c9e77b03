"""When two names are one: how names are read, compared and found among many. Pure, no I/O."""
