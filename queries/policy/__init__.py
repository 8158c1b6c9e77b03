"""An office's own rules about its facts, declared in YAML: a small language, read and evaluated."""
