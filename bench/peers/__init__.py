"""What stands beside Ramify in the measurements, each a server of its own."""
