"""The spec: from YAML text to a `Spec` that is valid, or to the diagnostics that say why not."""
