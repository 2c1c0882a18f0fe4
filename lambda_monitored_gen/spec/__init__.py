"""The spec: from YAML text to a checked value, with every finding on the way."""
