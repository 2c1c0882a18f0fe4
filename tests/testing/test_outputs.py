"""The suite of a module reads outputs, however long, and destroys what it cannot read of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.modules import render
from tests.support.specs import spec_of
from tests.testing.probes import run_probe

pytestmark = pytest.mark.process

MATRIX = {
    "provider_versions": ["~> 6.0"],
    "architectures": ["x86_64"],
    "python_versions": ["python3.12"],
    "alert_strategies": ["immediate"],
}

TERRAFORM = """\
#!{python}
import json
import sys
from pathlib import Path

with Path(__file__).with_name("commands").open("a") as file:
    file.write(sys.argv[1] + "\\n")
if sys.argv[1] == "output":
    names = json.loads(Path("terraform.tfvars.json").read_text())["cases"]
    value = {{name: {{"filler": "x" * {length}}} for name in names}}
    print(json.dumps({{"cases": {{"value": value}}}}))
    if not {length}:
        sys.exit("the state is locked")
"""
"""What to Terraform is an apply like any other, to a suite that looks at nothing but outputs."""

PROBE = """\
import shutil
from pathlib import Path


def test_outputs(root, deployments):
    deployment = deployments.of(root)
    with Path(shutil.which("terraform")).with_name("commands").open("a") as file:
        file.write("probe\\n")
    lengths = [len(deployment.outputs(case)["filler"]) for case in root.cases]
    assert min(lengths) == 70_000
"""


def test_outputs_longer_than_a_pipe(tmp_path: Path) -> None:
    """They are read while Terraform writes them: a pipe holds 64 KiB.

    <https://man7.org/linux/man-pages/man7/pipe.7.html>, "Pipe capacity"
    """
    done, commands = _run(tmp_path, length=70_000)
    assert done.returncode == 0, done.stdout + done.stderr
    assert commands == ["init", "get", "apply", "output", "probe", "destroy", "state"]


def test_outputs_that_cannot_be_read(tmp_path: Path) -> None:
    """The test fails with Terraform's reason, and what was applied is destroyed."""
    done, commands = _run(tmp_path, length=0)
    assert done.returncode == 1
    assert "terraform output: the state is locked" in done.stdout
    assert commands[:5] == ["init", "get", "apply", "output", "destroy"]
    assert not list((tmp_path / "module" / "test_data").iterdir())


def _run(directory: Path, *, length: int) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run one test of a suite with a Terraform that only has outputs.

    Args:
        directory: Where to make the module.
        length: How many characters the outputs of a case have; 0 for outputs that fail.

    Returns:
        How pytest ended, and the commands of Terraform that it gave.
    """
    module = render(spec_of(tests=MATRIX), directory / "module")
    terraform = directory / "bin" / "terraform"
    terraform.parent.mkdir()
    terraform.write_text(TERRAFORM.format(python=sys.executable, length=length))
    terraform.chmod(0o755)
    done = run_probe(
        module,
        PROBE,
        "-k",
        "matrix",
        environment={
            "PATH": f"{terraform.parent}{os.pathsep}{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        },
    )
    return done, terraform.with_name("commands").read_text().split()
