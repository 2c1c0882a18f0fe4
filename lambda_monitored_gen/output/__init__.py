"""The output directory: comparison with rendered files, manifest, lock, journal, writing."""
