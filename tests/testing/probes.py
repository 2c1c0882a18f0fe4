"""Tests that are put into the suite of a module, to see it from within."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_OF_A_RUN = ("LMGEN_TEST_RUN", "PYTEST_XDIST_TESTRUNUID", "PYTEST_XDIST_WORKER")


def run_probe(
    module: Path, probe: str, *options: str, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one more test file of a module's suite, and nothing else of it.

    Args:
        module: The rendered module.
        probe: The source of the file.
        options: For pytest.
        environment: What differs from this process, which hands on nothing of AWS or its run.

    Returns:
        How pytest ended; subprocess.TimeoutExpired is raised after two minutes.
    """
    (module / "tests" / "test_probe.py").write_text(probe)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if "AWS_" not in name and name not in _OF_A_RUN
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    return subprocess.run(
        [*command, "tests/test_probe.py"],
        cwd=module,
        env={**inherited, "AWS_REGION": "us-east-1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
