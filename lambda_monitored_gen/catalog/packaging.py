"""What is left out of every package, in Terraform's hash and by scripts/package.sh alike."""

PACKAGE_EXCLUDES = (
    "**/.DS_Store",
    "**/.git/**",
    "**/.mypy_cache/**",
    "**/.pytest_cache/**",
    "**/.ruff_cache/**",
    "**/.terraform/**",
    "**/.venv/**",
    "**/__pycache__/**",
    "**/*.pyc",
)
"""Glob patterns of Terraform's `fileset`, relative to the source directory."""
