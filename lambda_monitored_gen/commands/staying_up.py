"""`lmgen test --keep-after`: an embedded AWS that stays up, to look at what a suite has made."""

import os
import shlex
import time
from collections.abc import Mapping

from lambda_monitored_gen.commands.console import Console, write
from lambda_monitored_gen.testing.suite_run import SuiteRun, find_remaining_roots

_ALIVE_SECONDS = 1.0
"""Between two looks at whether it still runs."""


def stay_up(console: Console, run: SuiteRun) -> None:
    """Say how to reach the embedded AWS of a run, and keep it until ^C.

    Raises:
        LmgenError: It has ended by itself.
    """
    write("\nThe embedded AWS stays up until ^C.")
    write("For Terraform, the AWS CLI and boto3 in another shell:\n")
    for line in shell_commands(run.environment, os.environ):
        write(line)
    for root in find_remaining_roots(run.module, run.run):
        if not (root / "terraform.tfstate").exists():  # of a root module that was skipped
            continue
        write(f"\ncd {shlex.quote(str(root))}  # a root module, with its state")
    try:
        while True:
            run.check_alive()
            time.sleep(_ALIVE_SECONDS)
    except KeyboardInterrupt:
        console.info("stopping the embedded AWS")


def shell_commands(environment: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """The commands by which a shell gets the environment of AWS and Terraform that a run had.

    Args:
        environment: Of the run.
        present: Of the shell.
    """
    ours = [name for name in environment if name.startswith(("AWS_", "TF_"))]
    lines = [
        f"export {name}={shlex.quote(environment[name])}"
        for name in sorted(ours)
        if present.get(name) != environment[name]
    ]
    others = [name for name in present if name.startswith("AWS_") and name not in environment]
    return [*lines, f"unset {' '.join(sorted(others))}"] if others else lines
