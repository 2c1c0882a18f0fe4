"""What the suite of a module makes has new names in every run."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.modules import render
from tests.support.specs import example_spec
from tests.testing.probes import run_probe

pytestmark = pytest.mark.process

PROBE = """\
import json
from pathlib import Path

from deployments import Deployment


def test_names(root, deployments):
    made = Deployment(root, deployments.settings)
    names = [made.prefix, made.other_bucket, made.directory.name, *made.names.values()]
    with Path("names.jsonl").open("a") as file:
        file.write(json.dumps(names) + "\\n")
"""
"""Asks the suite, from within, how it would call what it makes."""

EMULATED = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    ("options", "endpoint"), [(["--aws"], {}), ([], EMULATED)], ids=["aws", "emulator"]
)
def test_names_are_new_in_every_run(
    options: list[str], endpoint: dict[str, str], tmp_path: Path
) -> None:
    """Two runs of one module have no name in common, of functions, buckets and directories.

    Metrics outlive their function:
    <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric>
    """
    module = render(example_spec("minimal"), tmp_path / "module")
    runs = [_names(module, options, endpoint) for _ in "12"]
    assert len(runs[0]) == len(runs[1]) > 10
    assert not set(runs[0]) & set(runs[1])
    assert all(len(name) <= 64 for name in runs[0])


def _names(module: Path, options: Sequence[str], environment: dict[str, str]) -> list[str]:
    file = module / "names.jsonl"
    file.unlink(missing_ok=True)
    done = run_probe(module, PROBE, *options, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return [name for line in file.read_text().splitlines() for name in json.loads(line)]
