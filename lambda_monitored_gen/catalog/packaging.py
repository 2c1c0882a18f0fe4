"""What is left out of every package, in Terraform's hash and by scripts/package.sh alike."""

PACKAGE_EXCLUDES = (
    "**/.git/**",
    "**/.git",
    "**/.hg/**",
    "**/.svn/**",
    "**/.terraform/**",
    "**/.venv/**",
    "**/venv/**",
    "**/__pycache__/**",
    "**/*.pyc",
    "**/.mypy_cache/**",
    "**/.pytest_cache/**",
    "**/.ruff_cache/**",
    "**/.hypothesis/**",
    "**/.tox/**",
    "**/.nox/**",
    "**/.DS_Store",
)
"""Glob patterns of Terraform's `fileset`, relative to the source directory.

The packager has the same list for runs by hand; a test holds the two together.
"""
