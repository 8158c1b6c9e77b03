"""Take in what sources are given: recognised, read strictly, rejected in part, said once."""
