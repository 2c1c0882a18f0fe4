"""Measurements of lmgen, each a program: `python -m benchmarks.startup`."""
