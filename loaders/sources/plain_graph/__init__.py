"""The plain graph file, Ramify's neutral form: as one JSON object, as JSON lines, as YAML."""
