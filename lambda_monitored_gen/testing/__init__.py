"""What `lmgen test` does: an environment, a run of pytest in it, and what came of it."""
