"""Many specs at once: which they are, where each renders to, and how each module stands."""
