"""Compare 100,000 verdicts on patterns with Terraform's: `python -m tests.patterns`."""

import argparse
import sys
import tempfile
from pathlib import Path

from lambda_monitored_gen.terraform import find_terraform, terraform_environment
from tests.patterns.verdicts import compare_verdicts
from tests.support.terraform_runner import Terraform

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--verdicts", type=int, default=100_000)
parser.add_argument("--seed", type=int, default=1)
chosen = parser.parse_args()
with tempfile.TemporaryDirectory() as name:
    directory = Path(name)
    environment = terraform_environment(directory, mirror=None)
    terraform = Terraform(directory, binary=find_terraform(), environment=environment)
    found = compare_verdicts(terraform, seed=chosen.seed, verdicts=chosen.verdicts)
for each in found.differences:
    sys.stdout.write(f"{each.pattern!r}: lmgen {each.lmgen}, Terraform {each.terraform}\n")
sys.stdout.write(
    f"{found.verdicts} verdicts, {found.matches} of them a match, {len(found.differences)} "
    f"patterns differ; {found.refused} patterns refused\n"
)
sys.exit(bool(found.differences))
