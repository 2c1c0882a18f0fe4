"""The output directory: comparison with rendered files, git, manifest, lock, writing."""
