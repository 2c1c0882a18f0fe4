"""Measurements of the packager of the generated module."""
