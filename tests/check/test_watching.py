"""`--watch`: what counts as a change."""

import threading
from pathlib import Path

import pytest

from lambda_monitored_gen.fleet.watching import watch_changes

pytestmark = pytest.mark.process


def _write_until(stop: threading.Event, file: Path) -> None:
    """Change a file again and again: the watcher may not look yet at the first time."""
    count = 0
    while not stop.wait(0.2):
        count += 1
        file.write_text(f"# {count}\n")


@pytest.mark.parametrize("changed", ["spec.yaml", "own/NOTES.md.j2"])
def test_a_spec_and_a_template_count(tmp_path: Path, changed: str) -> None:
    """A change of the spec, or of one of the user's templates, is a reason to render."""
    (tmp_path / "own").mkdir()
    spec = tmp_path / "spec.yaml"
    spec.touch()
    written, stop = threading.Event(), threading.Event()
    deadline = threading.Timer(30, stop.set)
    deadline.start()
    writer = threading.Thread(target=_write_until, args=(written, tmp_path / changed))
    writer.start()
    found = next(watch_changes([str(spec)], str(tmp_path / "own"), stop), "nothing")
    written.set()
    deadline.cancel()
    writer.join()
    assert found is None


@pytest.mark.parametrize("changed", ["other.tf", "own/__pycache__/handler.pyc", "own/a.j2~"])
def test_another_file_does_not_count(tmp_path: Path, changed: str) -> None:
    """A file beside the spec, as the module rendered there, is no reason to render again.

    Nor is what Python and editors leave beside templates.
    """
    (tmp_path / changed).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "own").mkdir(exist_ok=True)
    spec = tmp_path / "spec.yaml"
    spec.touch()
    written, stop = threading.Event(), threading.Event()
    deadline = threading.Timer(2, stop.set)
    deadline.start()
    writer = threading.Thread(target=_write_until, args=(written, tmp_path / changed))
    writer.start()
    found = next(watch_changes([str(spec)], str(tmp_path / "own"), stop), "nothing")
    written.set()
    writer.join()
    assert found == "nothing"
