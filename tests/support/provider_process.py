"""A provider that serves many runs of Terraform.

Terraform starts the provider anew for each command, and for each step of each run of a test, which
takes more than half of the time. So one process serves them all, as
<https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode>
has it.
"""

import os
import re
import subprocess
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lambda_monitored_gen.terraform import TerraformError

_REATTACH = "TF_REATTACH_PROVIDERS"

_INSTALLED = ".terraform/providers/*/hashicorp/aws/*/*/terraform-provider-aws*"

_ALIAS = re.compile(r"^\s*alias\s*=", re.MULTILINE)


@contextmanager
def running_provider(module: Path) -> Iterator[dict[str, str]]:
    """Run the AWS provider for the length of a `with` block, for tests that mock it.

    With mock providers it keeps nothing from one run to the next: it is only asked for its schema,
    and whether arguments are valid.

    Args:
        module: A directory in which `terraform init` has been run.

    Yields:
        The environment variables by which Terraform finds it, in any directory that needs the same
        version.

    Raises:
        TerraformError: The provider does not start.
    """
    process = _started(module, os.environ)
    try:
        yield {_REATTACH: _address(process)}
    finally:
        _end(process)


class KeptProvider:
    """The AWS provider of one root module, kept running from one command to the next.

    It ends with the last reference to this.

    Args:
        directory: The root module. The provider runs there, for it reads files that resources name.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._environment: Mapping[str, str] = {}
        self._found: dict[str, str] = {}
        self._end: Callable[[], object] = lambda: None

    def stop(self) -> None:
        """End the provider: another one may be installed."""
        self._end()
        self._found = {}

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Start the provider where none runs.

        Args:
            environment: In which it must run.

        Returns:
            The environment variables by which Terraform finds it; none where Terraform has to start
            it: before `terraform init`, or where the root module has several configurations of it,
            each of which needs a process of its own.

        Raises:
            TerraformError: The provider does not start.
        """
        if self._found and environment == self._environment:
            return self._found
        self.stop()
        texts = (each.read_text(encoding="utf-8") for each in self._directory.glob("*.tf"))
        if len([*self._directory.glob(_INSTALLED)]) == 1 and not any(map(_ALIAS.search, texts)):
            process = _started(self._directory, environment)
            self._end = weakref.finalize(self, _end, process)
            self._environment = dict(environment)
            self._found = {_REATTACH: _address(process)}
        return self._found


def _started(directory: Path, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    (provider,) = directory.glob(_INSTALLED)
    return subprocess.Popen(
        [provider.resolve(), "-debug"],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # A ^C is for Terraform, which still needs it.
        start_new_session=True,
    )


def _address(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        if found := re.search(rf"{_REATTACH}='(.*)'", line):
            return found[1]
    raise TerraformError("The provider ended before it said where it listens.")


def _end(process: "subprocess.Popen[str]") -> None:
    """End a provider at once: it has nothing to put away."""
    process.kill()
    process.communicate()
