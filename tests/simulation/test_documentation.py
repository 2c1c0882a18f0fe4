"""docs/simulate.md shows what lmgen says."""

import pytest

from tests.simulation.page import FILES, PAGE, written
from tests.unit.snapshots import compare


def test_the_page_shows_what_lmgen_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, regenerate: bool
) -> None:
    """Every output and the table of scenarios on the page are those of the commands."""
    monkeypatch.chdir(FILES)
    compare(written(capsys), PAGE, regenerate=regenerate)
