"""A provider that serves many runs of Terraform.

Terraform starts the provider anew for each command, and for each step of each run of a test, which
takes more than half of the time. So one process serves them all, as
<https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode>
has it.
"""

import json
import os
import re
import subprocess
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lambda_monitored_gen.terraform import TerraformError
from tests.support.provider_schema import SlimProvider, types_here

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
    provider = _Provider(module, os.environ)
    try:
        yield provider.variables
    finally:
        provider.stop()


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
            provider = _Provider(self._directory, environment)
            self._end = weakref.finalize(self, provider.stop)
            self._environment = dict(environment)
            self._found = provider.variables
        return self._found


class _Provider:
    """A process of the provider, and what serves in front of it.

    Args:
        directory: Where it is installed.
        environment: In which it runs.

    Attributes:
        variables: The environment variables by which Terraform finds it.
    """

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        (provider,) = directory.glob(_INSTALLED)
        self._process = subprocess.Popen(
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
        address = self._address()
        (provided,) = address.values()
        self._behind = Path(provided["Addr"]["String"])
        self._socket = self._behind.with_name(f"{self._behind.name}-slim")
        self._slim = SlimProvider(self._behind, self._socket, types_here())
        provided["Addr"]["String"] = str(self._socket)
        self.variables = {_REATTACH: json.dumps(address)}

    def stop(self) -> None:
        """End it at once: it has nothing to put away but its sockets."""
        self._slim.stop()
        self._process.kill()
        self._process.communicate()
        self._behind.unlink(missing_ok=True)
        self._socket.unlink(missing_ok=True)

    def _address(self) -> dict[str, Any]:
        for line in self._process.stdout or ():
            if found := re.search(rf"{_REATTACH}='(.*)'", line):
                address: dict[str, Any] = json.loads(found[1])
                return address
        self._process.communicate()
        raise TerraformError("The provider ended before it said where it listens.")
