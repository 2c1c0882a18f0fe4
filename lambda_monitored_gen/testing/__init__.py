"""What `lmgen test` does: an environment, a run of pytest in it, and the results of its cases."""
