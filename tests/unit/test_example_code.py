"""The Lambda code that lmgen renders beside each example."""

import runpy
from pathlib import Path

import pytest

from lambda_monitored_gen import commands

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("fail", [False, True])
def test_the_code_of_an_example_runs(fail: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    """The rendered handler answers, and fails when it is told to."""
    spec = str(REPOSITORY / "examples" / "infrahouse.yaml")
    assert commands.run(["-q", "render", spec, "-o", str(tmp_path)]) == 0
    code = tmp_path / "examples" / "immediate-alerts" / "lambda" / "main.py"
    handler = runpy.run_path(str(code))["lambda_handler"]
    if fail:
        with pytest.raises(RuntimeError, match="asked for a failure"):
            handler({"fail": True}, None)
    else:
        assert handler({"a": 1}, None)["body"] == {"received": {"a": 1}}
