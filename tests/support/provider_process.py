"""A provider that serves many runs of Terraform.

Terraform starts the provider anew for each step of each run of a test, which takes more than half
of the time. So one process serves them all, as
<https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode>
has it. With mock providers it keeps nothing from one run to the next: it is only asked for its
schema, and whether arguments are valid.
"""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambda_monitored_gen.terraform import TerraformError

_REATTACH = "TF_REATTACH_PROVIDERS"


@contextmanager
def running_provider(module: Path) -> Iterator[dict[str, str]]:
    """Run the AWS provider for the length of a `with` block.

    Args:
        module: A directory in which `terraform init` has been run.

    Yields:
        The environment variables by which Terraform finds it, in any directory that needs the same
        version.

    Raises:
        TerraformError: The provider does not start.
    """
    (provider,) = module.glob(".terraform/providers/*/hashicorp/aws/*/*/terraform-provider-aws*")
    process = subprocess.Popen(
        [provider, "-debug"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield {_REATTACH: _address(process)}
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def _address(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        if found := re.search(rf"{_REATTACH}='(.*)'", line):
            return found[1]
    raise TerraformError("The provider ended before it said where it listens.")
