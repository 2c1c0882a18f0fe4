"""Many specs at once: which they are, where each renders to, and the status of each module."""
