"""A provider that serves many runs of Terraform.

Terraform starts the provider anew for each command, and for each step of each run of a test, which
takes more than half of the time. So one process serves them all, as
<https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode>
has it.
"""

import json
import re
import subprocess
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from lambda_monitored_gen.terraform import TerraformError
from tests.support.children import let_outlive
from tests.support.provider_schema import SlimProvider, types_here

_REATTACH = "TF_REATTACH_PROVIDERS"

_INSTALLED = ".terraform/providers/*/hashicorp/aws/*/*/terraform-provider-aws*"

_ALIAS = re.compile(r"^\s*alias\s*=", re.MULTILINE)


class Provider(Protocol):
    """Where Terraform finds the AWS provider of a root module that is running."""

    def stop(self) -> None:
        """Let it go: another one may be installed."""

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
        """End it."""
        self._end()
        self._found = {}

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Start the provider where none runs; see `Provider`."""
        if self._found and environment == self._environment:
            return self._found
        self.stop()
        installed = _the_one(self._directory)
        if installed is not None:
            provider = _Process(installed, environment, directory=self._directory)
            self._end = weakref.finalize(self, provider.stop)
            self._environment = dict(environment)
            self._found = provider.variables
        return self._found


class SharedProvider:
    """The AWS provider of a root module that mocks AWS, or is only validated.

    It is only asked for its schema, and whether arguments are valid: it keeps nothing from one
    command to the next, so that others use the same.

    Args:
        directory: The root module.
        running: Those that run, for all who share them.
    """

    def __init__(self, directory: Path, running: "RunningProviders") -> None:
        self._directory = directory
        self._running = running

    def stop(self) -> None:
        """Leave it to the others."""

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Start the provider where none runs; see `Provider`."""
        installed = _the_one(self._directory)
        return self._running.variables(self._directory, installed, environment) if installed else {}


class RunningProviders:
    """Providers that run until the end of a session, one of each version and environment."""

    def __init__(self) -> None:
        self._processes: dict[tuple[Path, frozenset[tuple[str, str]]], _Process] = {}

    def close(self) -> None:
        """End them all."""
        while self._processes:
            self._processes.popitem()[1].stop()

    def variables(
        self, directory: Path, installed: Path, environment: Mapping[str, str]
    ) -> dict[str, str]:
        """Start a provider where it does not run.

        Args:
            directory: A root module.
            installed: The program in it.
            environment: In which it must run.

        Returns:
            The environment variables by which Terraform finds it.
        """
        # A registry's provider has a copy in each root module; its version is in the path.
        key = (installed.relative_to(directory), frozenset(environment.items()))
        if key not in self._processes:
            self._processes[key] = _Process(installed, environment)
            let_outlive(self._processes[key].process)
        return self._processes[key].variables


def _the_one(directory: Path) -> Path | None:
    """The provider of a root module; None where Terraform has to start it."""
    installed = [*directory.glob(_INSTALLED)]
    texts = (each.read_text(encoding="utf-8") for each in directory.glob("*.tf"))
    return installed[0] if len(installed) == 1 and not any(map(_ALIAS.search, texts)) else None


class _Process:
    """A process of the provider, and what serves in front of it.

    Args:
        installed: The program.
        environment: In which it runs.
        directory: Where it runs; None: where this does.

    Attributes:
        process: The provider.
        variables: The environment variables by which Terraform finds it.
    """

    def __init__(
        self, installed: Path, environment: Mapping[str, str], directory: Path | None = None
    ) -> None:
        self.process = subprocess.Popen(
            [installed.resolve(), "-debug"],
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
        self.process.kill()
        self.process.communicate()
        self._behind.unlink(missing_ok=True)
        self._socket.unlink(missing_ok=True)

    def _address(self) -> dict[str, Any]:
        for line in self.process.stdout or ():
            if found := re.search(rf"{_REATTACH}='(.*)'", line):
                address: dict[str, Any] = json.loads(found[1])
                return address
        self.process.communicate()
        raise TerraformError("The provider ended before it said where it listens.")
