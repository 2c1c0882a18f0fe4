"""Rendered files against a directory: comparison, manifest and writing."""
