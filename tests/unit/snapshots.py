"""Snapshots: what a run made, held against what a file says that it should make."""

import difflib
from pathlib import Path

import pytest


def compare(found: str, snapshot: Path, *, regenerate: bool) -> None:
    """Compare text with a snapshot, or rewrite the snapshot.

    Args:
        found: What the code under test made.
        snapshot: The file that has what it should make.
        regenerate: Whether the file is to be rewritten.
    """
    if regenerate:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        if not snapshot.is_file() or snapshot.read_bytes() != found.encode():
            snapshot.write_bytes(found.encode())
        return
    if not snapshot.is_file():
        pytest.fail(f"{snapshot.name} is missing; `pytest --regenerate` writes it", pytrace=False)
    wanted = snapshot.read_bytes().decode()
    if wanted != found:
        diff = difflib.unified_diff(
            wanted.splitlines(keepends=True),
            found.splitlines(keepends=True),
            f"{snapshot.parent.name}/{snapshot.name}",
            "what was made now",
        )
        pytest.fail(
            f"{''.join(diff)}\nIf this is meant, `pytest --regenerate` accepts it.", pytrace=False
        )
