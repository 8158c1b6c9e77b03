"""CycloneDX bills of materials, 1.2 to 1.7: what a piece of software, or hardware, stands on."""
